#!/bin/sh
# Makes the virtual environment in which the published client runs unchanged; does nothing where it is there.
set -eu
cd "$(dirname "$0")/../.."
home=.cache/kakaowork-client
wanted="kakaowork==0.8.0 pydantic<2 urllib3<2"
if [ "$(cat "$home/installed" 2>/dev/null || true)" = "$wanted" ]; then
    exit 0
fi
rm -rf "$home"
"${PYTHON:-python3}" -m venv "$home"
# Not quoted: each word is a requirement.
"$home/bin/python" -m pip install --quiet --disable-pip-version-check $wanted >&2
printf '%s\n' "$wanted" > "$home/installed"
