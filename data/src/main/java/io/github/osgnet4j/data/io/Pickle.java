package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads Python pickles, protocols 0 to 5, as plain data: None is {@link #NONE}, integers are Long (BigInteger beyond), float is Double, str
 * String, bytes and bytearray byte[], a list ArrayList, a tuple {@link PickleTuple}, a dict LinkedHashMap in its order. Globals outside the
 * allow-list, sets, and what is made of them become a {@link PickleObject}, which is a name and nothing more: no class is loaded and no
 * constructor runs but those of these few types. Opcodes outside the list are refused.
 */
final class Pickle {
    /** Python's None. */
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    private static final int MAX_PROTOCOL = 5;
    private static final int MAX_OBJECTS = 8 << 20;
    private static final int MAX_MEMO = 1 << 20;
    private static final int MAX_NESTED_MARKS = 1000;
    private static final int MAX_INTEGER_BYTES = 255;
    private static final int MAX_NAME = 1000;
    private static final PickleObject SET = new PickleObject("set");
    private static final PickleObject FROZEN_SET = new PickleObject("frozenset");

    private final PickleInput in;
    private final PickleGlobals globals;
    private final PickleGlobals.Persistent persistent;
    private final PickleBudget budget;
    private final Map<Long, Object> memo = new HashMap<>();
    private final Map<String, Object> named = new HashMap<>();
    private final List<Integer> marks = new ArrayList<>();
    private final List<Object> stack = new ArrayList<>();
    private int objects;

    private Pickle(PickleInput in, PickleGlobals globals, PickleGlobals.Persistent persistent) {
        this.in = in;
        this.globals = globals;
        this.persistent = persistent;
        this.budget = new PickleBudget(in.size());
    }

    /**
     * Reads one pickle up to its STOP.
     *
     * @throws DataException if it is damaged or goes beyond a bound
     */
    static Object read(PickleInput in, PickleGlobals globals, PickleGlobals.Persistent persistent) throws IOException {
        return new Pickle(in, globals, persistent).run();
    }

    /** Reads a pickle without persistent ids. */
    static Object read(byte[] pickle, PickleGlobals globals) {
        try {
            return read(new PickleInput(ByteSource.of(pickle)), globals, id -> {
                throw new DataException("Pickle refers to data outside itself (a persistent id)");
            });
        } catch (IOException e) {
            throw new DataException("Pickle cannot be read: " + e.getMessage(), e);
        }
    }

    /** What a value is, in Python's words; never its contents, which may be without end. */
    static String describe(Object value) {
        if (value == NONE) {
            return "None";
        }
        if (value instanceof Map) {
            return "dict";
        }
        if (value instanceof List) {
            return "list";
        }
        if (value instanceof PickleTuple) {
            return "tuple";
        }
        if (value instanceof PickleObject || value instanceof PickleGlobals.Named) {
            return value.toString();
        }
        return value instanceof byte[] ? "bytes" : value.getClass().getSimpleName();
    }

    private Object run() throws IOException {
        for (int opcode = in.u8(); opcode != '.'; opcode = in.u8()) {
            step(opcode);
        }
        if (stack.size() != 1 || !marks.isEmpty()) {
            throw damaged("STOP with " + stack.size() + " values on the stack");
        }
        return stack.get(0);
    }

    private void step(int opcode) throws IOException {
        switch (opcode) {
            case 0x80 -> protocol();
            case 0x95 -> frame();
            case 'N' -> push(NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'I' -> push(PickleText.decimalOrBool(in.line()));
            case 'J' -> push((long) in.int32());
            case 'K' -> push(in.unsigned(1));
            case 'M' -> push(in.unsigned(2));
            case 'L' -> push(PickleText.decimal(in.line().replace("L", "")));
            case 0x8a -> push(bigInteger(in.unsigned(1)));
            case 0x8b -> push(bigInteger(in.unsigned(4)));
            case 'F' -> push(PickleText.decimalFraction(in.line()));
            case 'G' -> push(in.bigEndianDouble());
            case 'S' -> push(PickleText.quoted(in.line()));
            case 'T' -> push(in.latin1(in.unsigned(4)));
            case 'U' -> push(in.latin1(in.unsigned(1)));
            case 'V' -> push(PickleText.unescaped(in.line()));
            case 'X' -> push(in.utf8(in.unsigned(4)));
            case 0x8c -> push(in.utf8(in.unsigned(1)));
            case 0x8d -> push(in.utf8(in.unsigned(8)));
            case 'B' -> push(in.bytes(in.unsigned(4)));
            case 'C' -> push(in.bytes(in.unsigned(1)));
            case 0x8e, 0x96 -> push(in.bytes(in.unsigned(8)));
            case '(' -> mark();
            case '0' -> pop();
            case '1' -> popMark();
            case '2' -> push(top());
            case ']' -> push(new ArrayList<>());
            case 'l' -> push(popMark());
            case 'a' -> append(List.of(pop()));
            case 'e' -> append(popMark());
            case ')' -> push(new PickleTuple(List.of()));
            case 't' -> push(new PickleTuple(popMark()));
            case 0x85 -> tuple(1);
            case 0x86 -> tuple(2);
            case 0x87 -> tuple(3);
            case '}' -> push(new LinkedHashMap<>());
            case 'd' -> dict();
            case 's' -> setItem();
            case 'u' -> setItems(popMark());
            case 'p' -> memoize(PickleText.nonNegative(in.line()));
            case 'q' -> memoize(in.unsigned(1));
            case 'r' -> memoize(in.unsigned(4));
            case 0x94 -> memoize(memo.size());
            case 'g' -> recall(PickleText.nonNegative(in.line()));
            case 'h' -> recall(in.unsigned(1));
            case 'j' -> recall(in.unsigned(4));
            case 'c' -> global(in.line(), in.line());
            case 0x93 -> stackGlobal();
            case 'R', 0x81 -> reduce();
            case 0x92 -> reduceWithKeywords();
            case 'o' -> object();
            case 'i' -> instance(in.line(), in.line());
            case 'b' -> build();
            case 0x8f -> push(SET);
            case 0x90 -> addItems(popMark());
            case 0x91 -> frozenSet();
            case 'Q' -> persistent(pop());
            default -> throw damaged(String.format(Locale.ROOT, "opcode 0x%02x is not allowed", opcode));
        }
    }

    private void protocol() throws IOException {
        int version = in.u8();
        if (version > MAX_PROTOCOL) {
            throw damaged("protocol " + version + "; up to " + MAX_PROTOCOL + " are read");
        }
    }

    private void frame() throws IOException {
        long length = in.unsigned(8);
        if (length < 0 || length > in.size() - in.position()) {
            throw damaged("truncated frame of " + Long.toUnsignedString(length) + " bytes");
        }
    }

    private Object bigInteger(long length) throws IOException {
        if (length > MAX_INTEGER_BYTES) {
            throw damaged("integer of " + length + " bytes");
        }
        return PickleText.littleEndian(in.bytes(length));
    }

    private void push(Object value) {
        if (++objects > MAX_OBJECTS) {
            throw damaged("more than " + MAX_OBJECTS + " objects");
        }
        stack.add(value);
    }

    private void mark() {
        if (marks.size() == MAX_NESTED_MARKS) {
            throw damaged("nested more than " + MAX_NESTED_MARKS + " deep");
        }
        marks.add(stack.size());
    }

    private Object top() {
        int floor = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (stack.size() <= floor) {
            throw damaged("a value is missing on the stack");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object value = top();
        stack.remove(stack.size() - 1);
        return value;
    }

    private ArrayList<Object> popMark() {
        if (marks.isEmpty()) {
            throw damaged("a mark is missing on the stack");
        }
        List<Object> above = stack.subList(marks.remove(marks.size() - 1), stack.size());
        ArrayList<Object> values = new ArrayList<>(above);
        above.clear();
        return values;
    }

    private void tuple(int size) {
        Object[] items = new Object[size];
        for (int i = size - 1; i >= 0; i--) {
            items[i] = pop();
        }
        push(new PickleTuple(List.of(items)));
    }

    @SuppressWarnings("unchecked")
    private void append(List<Object> items) {
        if (top() instanceof PickleObject) {
            return;
        }
        if (!(top() instanceof ArrayList<?> list)) {
            throw damaged("items are appended to a " + describe(top()));
        }
        ((List<Object>) list).addAll(items);
    }

    private void dict() {
        List<Object> items = popMark();
        push(new LinkedHashMap<>());
        setItems(items);
    }

    private void setItem() {
        Object value = pop();
        Object key = pop();
        setItems(List.of(key, value));
    }

    @SuppressWarnings("unchecked")
    private void setItems(List<Object> items) {
        if (top() instanceof PickleObject && items.size() % 2 == 0) {
            return;
        }
        if (!(top() instanceof LinkedHashMap<?, ?> map) || items.size() % 2 != 0) {
            throw damaged(items.size() + " keys and values are put into a " + describe(top()));
        }
        for (int i = 0; i < items.size(); i += 2) {
            ((Map<Object, Object>) map).put(key(items.get(i)), items.get(i + 1));
        }
    }

    /** Only keys whose hash is cheap and cannot recurse: those of tuples, bytes and objects are their identities. */
    static Object key(Object key) {
        if (key instanceof List || key instanceof Map) {
            throw new DataException("Pickle: a " + describe(key) + " as the key of a dict is not allowed");
        }
        return key;
    }

    private void memoize(long index) {
        memo.put(index, top());
        if (memo.size() > MAX_MEMO) {
            throw damaged("more than " + MAX_MEMO + " memo entries");
        }
    }

    private void recall(long index) {
        Object value = memo.get(index);
        if (value == null) {
            throw damaged("memo entry " + index + " was never stored");
        }
        push(value);
    }

    private void stackGlobal() {
        Object name = pop();
        Object module = pop();
        if (!(module instanceof String m) || !(name instanceof String n)) {
            throw damaged("a global named by a " + describe(module) + " and a " + describe(name));
        }
        global(m, n);
    }

    private void global(String module, String name) {
        if (module.length() > MAX_NAME || name.length() > MAX_NAME) {
            throw damaged("a global with a name of " + (module.length() + name.length()) + " characters");
        }
        push(named.computeIfAbsent(module + "." + name, this::resolve));
    }

    private Object resolve(String name) {
        budget.charge(2L * name.length());
        Object value = globals.known().get(name);
        if (value instanceof PickleGlobals.Function function) {
            return new PickleGlobals.Named(name, function);
        }
        return value == null ? new PickleObject(name) : value;
    }

    private void reduce() {
        Object arguments = pop();
        call(pop(), arguments);
    }

    private void reduceWithKeywords() {
        pop();
        reduce();
    }

    private void object() {
        List<Object> arguments = popMark();
        if (arguments.isEmpty()) {
            throw damaged("an object without a class");
        }
        Object type = arguments.remove(0);
        call(type, new PickleTuple(arguments));
    }

    private void instance(String module, String name) {
        PickleTuple arguments = new PickleTuple(popMark());
        global(module, name);
        call(pop(), arguments);
    }

    private void call(Object function, Object arguments) {
        if (function instanceof PickleObject unknown) {
            push(unknown);
        } else if (function instanceof PickleGlobals.Named known && arguments instanceof PickleTuple tuple) {
            push(attempt(known.name(), () -> known.function().call(tuple, budget)));
        } else {
            throw damaged("a " + describe(function) + " is called with a " + describe(arguments));
        }
    }

    /** What cannot be made, since it is of a kind that is not read, may be something that nobody needs. */
    private Object attempt(String name, Supplier<Object> making) {
        try {
            return making.get();
        } catch (DataException e) {
            if (budget.isSpent()) {
                throw e;
            }
            budget.charge(2L * e.getMessage().length());
            return new PickleObject(name, e.getMessage());
        }
    }

    private void persistent(Object id) {
        push(attempt("persistent id", () -> persistent.load(id)));
    }

    private void addItems(List<Object> items) {
        if (!(top() instanceof PickleObject)) {
            throw damaged(items.size() + " items are added to a " + describe(top()));
        }
    }

    private void frozenSet() {
        popMark();
        push(FROZEN_SET);
    }

    /** A dict's state is the attributes of an OrderedDict, such as a state dict's _metadata: not needed. */
    private void build() {
        Object state = pop();
        if (top() instanceof PickleGlobals.Buildable target) {
            target.build(state, budget);
        } else if (!(top() instanceof Map || top() instanceof PickleObject)) {
            throw damaged("a " + describe(top()) + " is given a state");
        }
    }

    private DataException damaged(String what) {
        return new DataException("Damaged or hostile pickle at byte " + in.position() + ": " + what);
    }
}
