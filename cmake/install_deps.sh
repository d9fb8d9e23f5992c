# shellcheck shell=bash
# Sourced by the scripts that build something. `need WHAT PACKAGE...` asks for what is missing, `want` for what is good
# to have, `install_deps` installs it all at once with apt-get. WHAT is a command, a header in angle brackets, or a path that may
# have wildcards. When nothing is missing nothing is run, so no root is needed.
needed_packages=()
wanted_packages=()

is_there() {
    case $1 in
        # Debian keeps libpq's headers in a folder of their own, and servers out of the PATH of users.
        '<'*'>') echo "#include $1" | "${CXX:-g++}" -std=c++20 -I/usr/include/postgresql -E -x c++ - >/dev/null 2>&1 ;;
        /*) compgen -G "$1" >/dev/null ;;
        *) PATH=$PATH:/usr/sbin command -v "$1" >/dev/null 2>&1 ;;
    esac
}

# The first package of the list that this distribution has; the first of all when that is unknown.
available() {
    local package
    for package in "$@"; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            echo "$package"
            return
        fi
    done
    echo "$1"
}

need() { is_there "$1" || needed_packages+=("$(available "${@:2}")"); }
want() { is_there "$1" || wanted_packages+=("$(available "${@:2}")"); }

need_a_compiler() {
    need "${CXX:-g++}" g++
    need cmake cmake
    need ninja ninja-build
    need '<boost/pfr/core.hpp>' libboost1.81-dev libboost-dev
    need '<sqlite3.h>' libsqlite3-dev
    want ccache ccache
}

apt_install() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    command -v apt-get >/dev/null 2>&1 || return 1
    "${as_root[@]}" apt-get update -q </dev/null || true # a stale list may do
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "$@" </dev/null
}

install_deps() {
    if [ ${#needed_packages[@]} -gt 0 ] && ! apt_install "${needed_packages[@]}"; then
        echo "Missing, and could not be installed here: ${needed_packages[*]}" >&2
        echo "Please run, as root: apt-get install ${needed_packages[*]}" >&2
        return 1
    fi
    if [ ${#wanted_packages[@]} -gt 0 ] && ! apt_install "${wanted_packages[@]}"; then
        echo "Going on without: ${wanted_packages[*]}" >&2
    fi
}
