#!/bin/sh
# Puts together what VoiceCoach needs on this machine: `setup.sh run` to use it, `setup.sh dev` to test it.
# Says what it will run before it runs it; does nothing the second time.
set -eu

goal=${1:-run}
cd "$(dirname "$0")/.."
venv=.venv

say() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }
have_library() {  # in the linker's cache, or where a linker without one looks
    { /sbin/ldconfig -p 2>/dev/null || ldconfig -p 2>/dev/null || true; } | grep -q "$1" && return 0
    for folder in /usr/lib /usr/lib64 /usr/local/lib /usr/lib/*-linux-gnu /opt/homebrew/lib; do
        ls "$folder/$1"* >/dev/null 2>&1 && return 0
    done
    return 1
}

# --- which Python -------------------------------------------------------------------
python=
for candidate in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
    if have "$candidate" && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        python=$candidate
        break
    fi
done

# --- what is missing: one word a need ----------------------------------------------
missing=
need() { missing="$missing $1"; }
[ -n "$python" ] || need python
if [ ! -x "$venv/bin/python" ] && [ -n "$python" ]; then
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || need venv
fi
have_library libportaudio || need portaudio
have_library libespeak-ng || need espeak
if [ "$goal" = dev ]; then
    have espeak-ng || need espeak-program
    have pulseaudio || need pulseaudio
    have pacat || need pulse-tools
    have_library alsa-lib/libasound_module_pcm_pulse || need alsa-plugins
    have chromium-headless-shell || have chromium || have chromium-browser || need chromium
    have strace || [ "$(uname)" != Linux ] || need strace
    have_library libatomic.so || need libatomic # Playwright's driver is linked to it
fi

package() {  # package MANAGER NEED -> the package's name there, empty where the need does not arise
    case $1:$2 in
        apt:python) echo python3 ;;
        apt:venv) echo python3-venv ;;
        apt:portaudio) echo libportaudio2 ;;
        apt:espeak) echo libespeak-ng1 espeak-ng-data ;;
        apt:espeak-program) echo espeak-ng ;;
        apt:pulse-tools) echo pulseaudio-utils ;;
        apt:alsa-plugins) echo libasound2-plugins ;;
        apt:libatomic) echo libatomic1 ;;
        apt:chromium) # Debian has one that draws no window: a page opens in half the processor time
            grep -q '^ID=debian' /etc/os-release && echo chromium-headless-shell || echo chromium ;;
        dnf:python | dnf:venv) echo python3 ;;
        dnf:libatomic) echo libatomic ;;
        dnf:espeak | dnf:espeak-program) echo espeak-ng ;;
        dnf:pulse-tools) echo pulseaudio-utils ;;
        dnf:alsa-plugins) echo alsa-plugins-pulseaudio ;;
        pacman:python | pacman:venv) echo python ;;
        pacman:espeak | pacman:espeak-program) echo espeak-ng ;;
        pacman:pulse-tools) echo libpulse ;;
        pacman:alsa-plugins) echo alsa-plugins ;;
        brew:python | brew:venv) echo python@3.12 ;;
        brew:espeak | brew:espeak-program) echo espeak-ng ;;
        brew:pulse-tools | brew:alsa-plugins | *:libatomic) ;;
        *) echo "$2" ;;
    esac
}

install_missing() {
    if have apt-get; then manager=apt install='apt-get install -y --no-install-recommends' refresh='apt-get update'
    elif have dnf; then manager=dnf install='dnf install -y' refresh=
    elif have pacman; then manager=pacman install='pacman -S --needed --noconfirm' refresh=
    elif have brew; then manager=brew install='brew install' refresh=
    else
        say "Missing on this machine:$missing. Install them with your system's package manager, then run this again."
        return 1
    fi
    packages=
    for one in $missing; do packages="$packages $(package "$manager" "$one")"; done
    packages=$(printf '%s\n' $packages | sort -u | tr '\n' ' ' | sed 's/ *$//')
    [ -n "$packages" ] || return 0

    sudo=
    if [ "$manager" != brew ] && [ "$(id -u)" != 0 ]; then
        # ask for a password only where somebody can type it
        if have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then sudo='sudo '
        else
            say "Missing on this machine:$missing. You may not install them here; ask for this to be run:"
            say "    ${refresh:+sudo $refresh && }sudo $install $packages"
            return 1
        fi
    fi
    say "Missing on this machine:$missing. Now running:"
    say "    ${refresh:+$sudo$refresh && }$sudo$install $packages"
    log=$(mktemp)
    if DEBIAN_FRONTEND=noninteractive sh -c "${refresh:+$sudo$refresh && }$sudo$install $packages" >"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 15 "$log" >&2
        say "That failed; all it printed is in $log."
        return 1
    fi
}

if [ -n "$missing" ] && ! install_missing; then
    # sound is a convenience for the demo and a must for the tests; Python is a must for both
    case "$goal:$missing " in
        dev:* | *' python '* | *' venv '*) exit 1 ;;
        *) say "Going on without: the demo needs no sound." ;;
    esac
fi
[ -n "$python" ] || python=python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "VoiceCoach needs Python 3.11 or newer; $python is $("$python" -V)."
    exit 1
}

# --- the virtual environment ----------------------------------------------------------
extras=
[ "$goal" = dev ] && extras='[dev]'
wanted="$goal $(cat pyproject.toml tools/constraints.txt | cksum) $(pwd)"
stamp=$venv/.voicecoach-$goal
fetch_model() { # the tests recognise with a real model; a second time this only reads it
    if [ "$goal" = dev ]; then "$venv/bin/python" -m tools.fetch_test_model; fi
}
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    fetch_model
    exit 0
fi

if ! "$venv/bin/python" -c '' 2>/dev/null; then
    say "Making the virtual environment in $venv."
    models=$(mktemp -d) # fetched once: a new environment keeps them
    [ ! -d "$venv/models" ] || mv "$venv/models" "$models/"
    "$python" -m venv --clear "$venv"
    [ ! -d "$models/models" ] || mv "$models/models" "$venv/"
    rmdir "$models"
fi
say "Installing VoiceCoach${extras:+ with everything for development} into $venv (some 300 MB, a minute or two)."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --constraint tools/constraints.txt --editable ".$extras"
printf '%s' "$wanted" >"$stamp"
# what development needs holds what running needs
[ "$goal" = dev ] && printf '%s' "run ${wanted#dev }" >"$venv/.voicecoach-run"
fetch_model
exit 0
