"""Test Anything Protocol: every function test_* of a module is one case, in the order of the source."""
import inspect
import sys
import traceback


class Skip(Exception):
    """The case cannot be run here; the reason is shown."""


def run(module):
    cases = [f for name, f in inspect.getmembers(module, inspect.isfunction) if name.startswith("test_")]
    cases.sort(key=lambda f: f.__code__.co_firstlineno)
    failed = 0
    print(f"TAP version 13\n1..{len(cases)}", flush=True)
    for number, case in enumerate(cases, 1):
        try:
            case()
        except Skip as reason:
            print(f"ok {number} - {case.__name__} # SKIP {reason}", flush=True)
        except Exception:  # one failed case must not hide the others
            failed += 1
            print(f"not ok {number} - {case.__name__}", flush=True)
            for line in traceback.format_exc().splitlines():
                print("# " + line.encode("ascii", "backslashreplace").decode("ascii"), flush=True)
        else:
            print(f"ok {number} - {case.__name__}", flush=True)
    sys.exit(1 if failed else 0)
