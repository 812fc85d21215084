"""Calls a function in a Jupyter kernel, as a notebook does, and prints how long it took as one JSON object.

    python3 jupyter-kernel.py KERNEL DEFINE CALL SPIN CALLS

KERNEL is `python3` or `ir`; DEFINE, CALL and SPIN are code. Times are in milliseconds, measured here, so without a process of
ours in between: from the request to the reply and the idle status after it, when a notebook shows the cell as done.
"""

import json
import sys
import time

import jupyter_client

kernel, define, call, spin, calls = sys.argv[1:6]
WAIT_SECONDS = 60


def finish(client, request):
    """Waits for the reply to a request and for the kernel to be idle again after it."""
    has_reply = is_idle = False
    while not (has_reply and is_idle):
        if not has_reply:
            has_reply = client.get_shell_msg(timeout=WAIT_SECONDS)["parent_header"].get("msg_id") == request
            continue
        message = client.get_iopub_msg(timeout=WAIT_SECONDS)
        is_idle = (
            message["parent_header"].get("msg_id") == request
            and message["msg_type"] == "status"
            and message["content"]["execution_state"] == "idle"
        )


def timed(work):
    before = time.perf_counter()
    work()
    return (time.perf_counter() - before) * 1000


started = time.perf_counter()
manager, client = jupyter_client.manager.start_new_kernel(kernel_name=kernel)
try:
    finish(client, client.execute(call.replace("add(1.5)", "1.5 + 1")))
    cold = (time.perf_counter() - started) * 1000
    finish(client, client.execute(define))
    for _ in range(20):
        finish(client, client.execute(call))
    warm = [timed(lambda: finish(client, client.execute(call))) for _ in range(int(calls))]
    cancels = []
    for _ in range(5):
        request = client.execute(spin)
        time.sleep(0.2)
        cancels.append(timed(lambda: (manager.interrupt_kernel(), finish(client, request))))
    print(json.dumps({"coldMs": cold, "warmMs": warm, "cancelMs": cancels}))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
