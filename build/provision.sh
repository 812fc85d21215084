#!/usr/bin/env bash
# Installs what the tests need from the system: R, Julia and Python 3 with the packages that functions often use, a C linker
# (for Julia's image), PostgreSQL, nginx, Chromium and a virtual display. With `--bench` also what the benchmarks are compared with: the kernels
# of Jupyter and jsonlite.
#
# Runs only as root on Debian or Ubuntu; elsewhere the tests say what is missing and skip those parts. Every step looks
# first and does nothing when the part is there, so a second run takes a fraction of a second.
#
# Julia is in no release of Debian after 11 (bullseye). That suite is added with a pin of 100, below everything installed
# and everything in the machine's own release, and `julia` is asked for by name, so nothing else can come from it.
set -euo pipefail

say() { printf '[provision] %s\n' "$*"; }

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  say 'Not root on Debian or Ubuntu: nothing is installed.'
  exit 0
fi

export DEBIAN_FRONTEND=noninteractive
missing=()
need() { command -v "$1" >/dev/null || missing+=("$2"); }
has_package() { dpkg-query --show --showformat='${Status}' "$1" 2>/dev/null | grep -q ' installed$'; }
need Rscript r-base-core
need python3 python3
need Xvfb xvfb
need xauth xauth
need gcc gcc
need gnome-keyring-daemon gnome-keyring
need dbus-run-session dbus
[ -x /usr/sbin/nginx ] || need nginx nginx-light
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
# Of Debian's own Python and R: packages of another one on the PATH do not count.
for package in python3-numpy python3-pandas python3-matplotlib python3-tqdm python3-openpyxl python3-pil r-cran-cli r-cran-rlang r-cran-bit64 r-cran-ggplot2; do
  has_package "$package" || missing+=("$package")
done
if [ "${1:-}" = --bench ]; then
  for package in python3-ipykernel python3-jupyter-client r-cran-irkernel r-cran-jsonlite; do
    has_package "$package" || missing+=("$package")
  done
fi
has_chromium() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    compgen -G "$HOME/.cache/ms-playwright/chromium-*/chrome-linux*/chrome" >/dev/null
}
# Ubuntu's chromium is a snap, which does not start in a container; there Playwright's own is taken.
wants_playwright_chromium=false
if ! has_chromium; then
  if grep -qx 'ID=ubuntu' /etc/os-release; then wants_playwright_chromium=true; else missing+=(chromium); fi
fi

add_julia_source() {
  local sources=/etc/apt/sources.list.d/triptych-julia.list
  [ -f "$sources" ] && return
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -f "$keyring" ] || { apt-get update -q; apt-get install -y -q --no-install-recommends debian-archive-keyring; }
  printf 'deb [signed-by=%s] http://deb.debian.org/debian bullseye main\n' "$keyring" >"$sources"
  printf 'Package: *\nPin: release n=bullseye\nPin-Priority: 100\n' >/etc/apt/preferences.d/triptych-julia
}

if ! command -v julia >/dev/null; then
  apt-cache policy julia 2>/dev/null | grep -q 'Candidate: [0-9]' || add_julia_source
  missing+=(julia)
fi

# The same Chromium without what only a window needs, which takes less of a processor. Not every release of Debian has it.
install_headless_chromium() {
  has_package chromium && ! has_package chromium-headless-shell || return 0
  apt-cache show chromium-headless-shell >/dev/null 2>&1 || apt-get update -q
  apt-cache show chromium-headless-shell >/dev/null 2>&1 || return 0
  say 'Installing chromium-headless-shell'
  apt-get install -y -q --no-install-recommends chromium chromium-headless-shell ||
    say 'chromium-headless-shell could not be installed: pages are drawn by chromium.'
}

if [ ${#missing[@]} -eq 0 ] && ! $wants_playwright_chromium; then
  install_headless_chromium
  say 'Everything is installed.'
  exit 0
fi

if [ ${#missing[@]} -gt 0 ]; then
  say "Installing ${missing[*]}"
  apt-get update -q
  apt-get install -y -q --no-install-recommends "${missing[@]}"
fi
install_headless_chromium
if $wants_playwright_chromium; then
  say "Installing Playwright's Chromium"
  node "$(dirname "$0")/run.mjs" playwright install --with-deps chromium
fi
say "$(R --version | head -1); $(julia --version); $(python3 --version)"
