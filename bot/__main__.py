"""`python -m bot` is `resonance`."""

from bot.process.start import starting


def main() -> None:
    """Run the command line."""
    with starting():
        from bot.cli import main as run  # noqa: PLC0415 - the import is most of a start

    run()


if __name__ == "__main__":
    main()
