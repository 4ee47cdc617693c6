"""Runs the simulator as a process: python -m tests.platforms.wecom --port 0."""

import argparse
import asyncio
import json
import sys

from tests.platforms.wecom.server import serving


async def _serve(port: int) -> None:
    async with serving(port=port) as world:
        sys.stdout.write(json.dumps({"port": world.port}) + "\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A WeCom of our own.")
    parser.add_argument("--port", type=int, default=0)
    try:
        asyncio.run(_serve(parser.parse_args().port))
    except KeyboardInterrupt:
        sys.exit(0)
