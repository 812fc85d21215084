"""One Python session: started by Triptych, it carries out one call after the other until its channel closes."""

import sys

# multiprocessing imports this file again in the processes that it spawns; they are not sessions.
if __name__ == "__main__":
    from triptych_worker.session import serve

    # Python put the folder of this file in front; a user's `import` must not look there.
    del sys.path[0]
    serve()
