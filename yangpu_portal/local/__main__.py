"""The portal on this machine: `python -m yangpu_portal.local [demo|exec|reset]`."""

import argparse
import sys

from yangpu_portal.local.errors import LocalError
from yangpu_portal.local.run_command import run_command


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m yangpu_portal.local", description=__doc__)
    commands = parser.add_subparsers(dest="action", metavar="COMMAND")
    execute = commands.add_parser("exec", help="run a command with PostgreSQL and Valkey at hand")
    execute.add_argument("--fresh", action="store_true", help="new, empty servers, removed afterwards")
    execute.add_argument("command", nargs=argparse.REMAINDER, help="after `--`: the command and its arguments")
    return parser


def main() -> int:
    parser = arguments()
    options = parser.parse_args()
    try:
        command = options.command[1:] if options.command[:1] == ["--"] else options.command
        if not command:
            parser.error("exec needs a command: exec -- COMMAND ...")
        return run_command(command, fresh=options.fresh)
    except LocalError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
