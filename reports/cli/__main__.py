"""``python -m reports.cli``: the same command without an installed script."""

from reports.cli import main

main(prog_name="govcheck")
