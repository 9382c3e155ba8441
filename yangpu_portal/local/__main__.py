"""The portal on this machine: `python -m yangpu_portal.local {demo,exec,check,reset}`."""

import argparse
import sys

from yangpu_portal.local.demo import check, run_demo
from yangpu_portal.local.errors import LocalError
from yangpu_portal.local.run_command import run_command
from yangpu_portal.local.state import StateDirectory, hold


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m yangpu_portal.local", description=__doc__)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    demo = actions.add_parser("demo", help="run the whole portal until Ctrl-C")
    demo.add_argument("--follow-parent", action="store_true", help="stop when the starting process ends")
    execute = actions.add_parser("exec", help="run a command with PostgreSQL and Valkey at hand")
    execute.add_argument("--fresh", action="store_true", help="new, empty servers, removed afterwards")
    execute.add_argument(
        "command", nargs=argparse.REMAINDER, help="after `--`: the command and its arguments"
    )
    actions.add_parser("check", help="see whether a demo could start: port, disk, another demo")
    actions.add_parser("reset", help="delete the demo's data")
    return parser


def reset() -> None:
    """Delete the state directory. Raises LocalError while a demo runs on it."""
    state = StateDirectory.from_environment()
    if not state.path.exists():
        print(f"Nothing to delete in {state.path}")
        return
    state.prepare()
    with hold(state):
        state.remove()
    print(f"Deleted {state.path}")


def act(parser: argparse.ArgumentParser) -> int:
    """Do what the command line asks; gives the exit code. Raises LocalError."""
    options = parser.parse_args()
    if options.action == "demo":
        return run_demo(follow_parent=options.follow_parent)
    if options.action == "exec":
        command = options.command[1:] if options.command[:1] == ["--"] else options.command
        if not command:
            parser.error("exec needs a command: exec -- COMMAND ...")
        return run_command(command, fresh=options.fresh)
    if options.action == "check":
        check()
    else:
        reset()
    return 0


def main() -> int:
    try:
        return act(arguments())
    except (LocalError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
