"""The peers' own programs; they run in .cache/bench/venv and know nothing of this project."""
