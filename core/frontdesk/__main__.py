"""``python -m frontdesk`` is ``frontdesk``."""

from __future__ import annotations

from frontdesk.cli import main

if __name__ == "__main__":
    main()
