"""Runs the simulator as a process of its own: `python -m tests.platforms.slack --port 0`."""

import argparse
import asyncio
from contextlib import suppress

from tests.platforms.slack.server import forever

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    with suppress(KeyboardInterrupt):
        asyncio.run(forever(parser.parse_args().port))
