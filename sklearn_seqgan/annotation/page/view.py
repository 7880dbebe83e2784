"""The content of the page: the recording, buttons and keys for classes, and the findings so far."""
# SPDX-License-Identifier: BSD-3-Clause

from pathlib import Path

import numpy as np
from nicegui import ui
from nicegui.element import Element

__all__ = ["build"]

STYLE = """
.player canvas { width: 100%; height: min(56vh, 640px); touch-action: none; color: inherit; }
.player-bar { display: flex; flex-wrap: wrap; gap: .8rem; align-items: center; }
.player-bar input[type=range] { flex: 1 1 10rem; }
.player-bar button, .player-bar select { border: 1px solid currentColor; border-radius: 4px; }
.player-bar button { min-width: 4.5rem; padding: .2rem .6rem; }
.player-bar select { background: transparent; }
.player-time { min-width: 8rem; font-variant-numeric: tabular-nums; }
.player-bar option { color: black; }
.body--light { --q-primary: #1a6ab0 !important; }
"""

HELP = "1 to 9: a class · n: not sure · z: take back · +: a new class · space: play and pause"


class Player(Element, component=Path("player.js")):
    """A recording that moves."""

    def show(self, recording):
        self.run_method("show", recording)


def build(work, pictures):
    """Put everything on the new page."""
    ui.add_css(STYLE)
    ui.dark_mode(None)  # follow the browser
    page = View(work, pictures)
    ui.keyboard(on_key=page.on_key)
    ui.timer(0.5, page.refresh_findings)
    page.show()


class View:
    """Widgets, and their effect on the work."""

    def __init__(self, work, pictures):
        self.work, self.pictures, self._told = work, pictures, None
        with ui.row(wrap=True).classes("w-full gap-6 items-start"):
            with ui.column().classes("grow min-w-[min(100%,24rem)] basis-0"):
                self.title = ui.label().classes("text-lg font-medium recording-title")
                self.reason = ui.label().classes("text-sm opacity-70")
                self.player = Player().classes("w-full")
            with ui.column().classes("w-80 max-w-full gap-3"):
                self.classes = ui.column().classes("w-full gap-1")
                with ui.row().classes("w-full items-center no-wrap"):
                    self.new = ui.input("new class").classes("grow new-class").props("dense outlined")
                    self.new.on("keydown.enter", self.add_class)
                    ui.button("add", on_click=self.add_class).props("flat dense no-caps").classes("add-class")
                with ui.row().classes("w-full"):
                    ui.button("not sure", on_click=lambda: self.give("")).props("outline dense no-caps")
                    ui.button("take back", on_click=self.take_back).props("outline dense no-caps")
                self.counts = ui.label().classes("counts")
                self.findings = ui.label().classes("findings whitespace-pre-line")
                self.look_again = ui.button("look at it", on_click=self.show_surprise)
                self.look_again.props("flat dense no-caps").set_visibility(False)
                ui.label(HELP).classes("text-xs opacity-70")

    def show(self):
        """Show the recording whose turn it is, and the classes."""
        row = self.work.row
        y, n = self.work.file.y, len(self.pictures.X)
        labels = [label for label in y if label is not None]
        self.title.set_text("Every recording has been looked at." if row is None else f"Recording {row}")
        self.reason.set_text(self.work.reason)
        self.counts.set_text(f"{len(labels)} of {n} labelled, {len(set(labels))} classes found")
        if row is not None:
            self.player.show(self.pictures.of(row))
        self._show_classes(labels)

    def _show_classes(self, labels):
        self.classes.clear()
        with self.classes:
            for i, name in enumerate(self.work.classes):
                key = f"{i + 1}  " if i < 9 else ""
                text = f"{key}{name} ({labels.count(name)})"
                button = ui.button(text, on_click=lambda _, name=name: self.give(name))
                button.props("align=left no-caps dense outline").classes("w-full class-button")

    def give(self, label):
        self.work.give(label)
        self.show()

    def take_back(self):
        self.work.take_back()
        self.show()

    def add_class(self):
        """Give the class in the text field to the recording that is shown."""
        name = (self.new.value or "").strip()
        if name:
            self.new.set_value("")
            self.new.run_method("blur")
            self.give(name)

    def show_surprise(self):
        self.work.show(self.work.findings.surprise)
        self.show()

    def on_key(self, event):
        """Handle keys outside of text fields."""
        if not event.action.keydown or event.action.repeat or event.modifiers.ctrl or event.modifiers.meta:
            return
        key = event.key.name
        if key in "123456789" and int(key) <= len(self.work.classes):
            self.give(self.work.classes[int(key) - 1])
        elif key in KEYS:
            KEYS[key](self)

    def refresh_findings(self):
        """Show what the last fit in the background found, once it is done."""
        found = self.work.findings
        if found is self._told:
            return
        self._told = found
        self.findings.set_text(_say(found, self.work.file.y))
        self.look_again.set_visibility(found.surprise is not None)


KEYS = {
    "n": lambda view: view.give(""),
    "z": View.take_back,
    "+": lambda view: view.new.run_method("focus"),
    " ": lambda view: view.player.run_method("toggle"),
}


def _say(found, y):
    if np.isnan(found.accuracy):
        return "Too few labels to judge: two of one class are needed."
    text = f"{found.accuracy:.0%} of {found.n_labels} labels are predicted from the others."
    if found.surprise is None:
        return text
    given = y[found.surprise]
    return f"{text}\nRecording {found.surprise} was labelled {given!r}; {found.expected!r} was expected."
