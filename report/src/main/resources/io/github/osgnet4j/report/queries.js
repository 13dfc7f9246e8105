"use strict";
// Sorts, filters and shows the queries, a page of rows at a time: twenty thousand rows as elements would be slow.
(() => {
  const ROWS = 100;
  const data = JSON.parse(document.getElementById("queries-data").textContent);
  const place = document.getElementById("queries-table");
  const columns = data.columns.map(([name, type]) => ({ name, number: type === "number" }));
  const state = { column: -1, down: false, filter: "", page: 0 };
  const lower = data.rows.map((row) => row.filter((cell) => typeof cell === "string").join("\n").toLowerCase());

  const element = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  };

  const filter = element("input", "", { type: "search", id: "queries-filter", placeholder: "words, an id, a kind of error" });
  const count = element("output", "", { for: "queries-filter", id: "queries-count" });
  const back = element("button", "Previous", { type: "button" });
  const forward = element("button", "Next", { type: "button" });
  const tools = element("p", "", { class: "tools" });
  const label = element("label", "Filter ");
  label.append(filter);
  tools.append(label, count, back, forward);

  const table = element("table", "", { class: "queries" });
  const head = document.createElement("tr");
  const sorters = columns.map((column, index) => {
    const cell = element("th", "", { scope: "col" });
    const button = element("button", column.name, { type: "button" });
    button.addEventListener("click", () => {
      // Numbers begin with the largest, texts with A; a second click turns the order round.
      state.down = state.column === index ? !state.down : column.number;
      state.column = index;
      state.page = 0;
      show();
    });
    cell.append(button);
    if (!column.number) {
      cell.className = "text";
    }
    head.append(cell);
    return cell;
  });
  const body = document.createElement("tbody");
  const heading = document.createElement("thead");
  heading.append(head);
  table.append(element("caption", "Every predicted query with its first window"), heading, body);
  const frame = element("div", "", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Table" });
  frame.append(table);

  const compare = (a, b) => {
    const x = data.rows[a][state.column];
    const y = data.rows[b][state.column];
    if (x === null || y === null) {
      return (x === null) - (y === null) || a - b;
    }
    const order = typeof x === "number" ? x - y : x < y ? -1 : x > y ? 1 : 0;
    return (state.down ? -order : order) || a - b;
  };

  const chosen = () => {
    const wanted = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = data.rows.map((_, index) => index).filter((index) => wanted.every((word) => lower[index].includes(word)));
    return state.column < 0 ? rows : rows.sort(compare);
  };

  const address = (row) => `${data.serve}#${new URLSearchParams({ clip: row[1], query: row[2] })}`;

  const cell = (row, index) => {
    const value = row[index];
    if (index === 2 && data.serve) {
      const made = element("td", "", { class: "text" });
      made.append(element("a", value, { href: address(row), rel: "noreferrer", target: "_blank" }));
      return made;
    }
    const text = value === null ? "" : columns[index].number ? format(value, index) : value;
    return element("td", text, columns[index].number ? {} : { class: "text", dir: "auto" });
  };

  const format = (value, index) => {
    const name = columns[index].name;
    return name === "Rank of a hit" ? String(value) : value.toFixed(name.endsWith(", s") ? 2 : 3);
  };

  function show() {
    const rows = chosen();
    const pages = Math.max(1, Math.ceil(rows.length / ROWS));
    state.page = Math.min(state.page, pages - 1);
    const from = state.page * ROWS;
    const shown = rows.slice(from, from + ROWS);
    const made = shown.map((index) => {
      const line = document.createElement("tr");
      line.append(...columns.map((_, column) => cell(data.rows[index], column)));
      return line;
    });
    body.replaceChildren(...made);
    count.textContent = rows.length ? ` ${from + 1} to ${from + shown.length} of ${rows.length} ` : " none ";
    back.disabled = state.page === 0;
    forward.disabled = state.page === pages - 1;
    sorters.forEach((sorter, index) => {
      sorter.setAttribute("aria-sort", index !== state.column ? "none" : state.down ? "descending" : "ascending");
    });
  }

  filter.addEventListener("input", () => {
    state.filter = filter.value;
    state.page = 0;
    show();
  });
  back.addEventListener("click", () => {
    state.page -= 1;
    show();
  });
  forward.addEventListener("click", () => {
    state.page += 1;
    show();
  });
  place.replaceChildren(tools, frame);
  show();
})();
