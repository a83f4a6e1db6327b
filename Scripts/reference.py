#!/usr/bin/env python3
"""Writes docs/commands.md: the help of every command, as the program prints it.

    reference.py --meter .build/release/meter

A test compares the page with the program: run this after every change of a command or option.
"""
import argparse
import os
import subprocess

import rig

HEAD = """# Commands

Every command with all of its options, as `meter COMMAND --help` prints it. Written by `make docs`; a test holds it against
the program. Settings that stand in a file are in [configuration.md](configuration.md).
"""


def help_of(meter, words):
    result = subprocess.run([meter, *words, "--help"], capture_output=True, text=True, check=True,
                            stdin=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
    return result.stdout


def commands(text):
    """The names beneath the heading "Commands" of a help text."""
    names, inside = [], False
    for line in text.splitlines():
        if line and not line.startswith(" "):
            inside = line == "Commands"
        elif inside and line.startswith("  ") and not line.startswith("   "):
            names.append(line.split()[0])
    return names


def walk(meter, words=()):
    text = help_of(meter, words)
    yield words, text
    for name in commands(text):
        yield from walk(meter, (*words, name))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    meter = os.path.abspath(parser.parse_args().meter)
    page = HEAD
    for words, text in walk(meter):
        page += f"\n## {' '.join(('meter', *words))}\n\n```\n{text.strip()}\n```\n"
    path = os.path.join(rig.REPOSITORY, "docs", "commands.md")
    with open(path, "w", encoding="utf-8") as file:
        file.write(page)
    print(f"wrote {os.path.relpath(path)}")


if __name__ == "__main__":
    main()
