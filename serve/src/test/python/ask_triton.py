"""Asks a server what TritonClientForPythonTest wants to know, with Triton's own client, and prints the answers as JSON.

python3 ask_triton.py HOST:PORT MODEL CLIP QUERY
"""

import json
import sys

import numpy
import tritonclient.http
from tritonclient.utils import InferenceServerException


def text(name, value, binary):
    tensor = tritonclient.http.InferInput(name, [1], "BYTES")
    tensor.set_data_from_numpy(numpy.array([value], dtype=object), binary_data=binary)
    return tensor


def numbers(result):
    return {name: result.as_numpy(name).tolist() for name in ("windows", "scores")}


def main(server, model, clip, query):
    client = tritonclient.http.InferenceServerClient(server)
    json_outputs = [tritonclient.http.InferRequestedOutput(name, binary_data=False) for name in ("windows", "scores")]
    try:
        client.infer(model, [text("clip", "nothing", True), text("query", query, True)])
        refusal = ""
    except InferenceServerException as e:
        refusal = e.status() + " " + e.message()
    answers = {
        "live": client.is_server_live(),
        "ready": client.is_server_ready(),
        "modelReady": client.is_model_ready(model),
        "otherReady": client.is_model_ready("nobody"),
        "extensions": client.get_server_metadata()["extensions"],
        "inputs": [tensor["name"] for tensor in client.get_model_metadata(model)["inputs"]],
        "bytes": numbers(client.infer(model, [text("clip", clip, True), text("query", query, True)], request_id="7")),
        "json": numbers(
            client.infer(model, [text("clip", clip, False), text("query", query, False)], outputs=json_outputs)
        ),
        "later": numbers(
            client.async_infer(model, [text("clip", clip, True), text("query", query, False)]).get_result()
        ),
        "refusal": refusal,
    }
    client.close()
    print(json.dumps(answers))


if __name__ == "__main__":
    main(*sys.argv[1:])
