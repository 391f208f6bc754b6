# Makes the checkout's own Python environment, .venv; sourced by the scripts beside it. System Python is never touched.
#
#   source environment.sh        sets $top (the checkout), $venv and $venv_python
#   prepare_environment EXTRA    makes .venv if need be and installs this checkout with the extra ("" for none)

top=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$top/.venv
venv_python=$venv/bin/python

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$(basename -- "$0"): $*"
  exit 2
}

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Print the Python to build on: the one that is called python3 if it will do, else the newest that is well supported.
find_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if is_recent "$name"; then
      command -v "$name"
      return
    fi
  done
  fail "needs Python 3.11 or newer, and found $(python3 --version 2>/dev/null || echo 'no python3') on the PATH." \
    "Install one, or put it on the PATH, and run this again."
}

# Debian and Ubuntu keep the module that makes environments in a package of its own.
ensure_venv_module() {
  local python=$1 version
  "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 && return
  version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
  if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
    say "Installing $version-venv, which $python lacks …"
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$version-venv" >&2 || true
  fi
  "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
    fail "$python cannot make environments: its venv module is missing." \
      "On Debian or Ubuntu: sudo apt-get install $version-venv"
}

# What an environment was made from. A change to any of it, such as a moved checkout, calls for another installation.
fingerprint() {
  { printf '%s\n' "$top" && "$venv_python" -VV && cat "$top/pyproject.toml"; } | cksum
}

is_installed() { [[ -f $1 ]] && is_recent "$venv_python" && [[ $(fingerprint) == "$(<"$1")" ]]; }

install_with_uv() {
  command -v uv >/dev/null || return 1
  is_recent "$venv_python" || uv venv --quiet --python "$(find_python)" "$venv" || return 1
  uv pip install --quiet --python "$venv_python" --editable "$1"
}

install_with_pip() {
  local python
  if ! is_recent "$venv_python" || ! "$venv_python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    ensure_venv_module "$python"
    "$python" -m venv --clear "$venv" || return 1
  fi
  "$venv_python" -m pip install --quiet --disable-pip-version-check --editable "$1"
}

prepare_environment() {
  local extra=$1 stamp="$venv/.installed${1:+-$1}" package="$top${1:+[$1]}"
  is_installed "$stamp" && return
  find_python >/dev/null
  say "Installing piiscan${extra:+ with its \"$extra\" extra} into $venv; the first time takes a minute …"
  rm -f "$stamp"
  is_recent "$venv_python" || rm -rf -- "$venv"
  if ! install_with_uv "$package"; then
    ! command -v uv >/dev/null || say "uv could not do it; trying pip."
    install_with_pip "$package" || fail "installing failed; the messages above say why."
  fi
  fingerprint >"$stamp"
}
