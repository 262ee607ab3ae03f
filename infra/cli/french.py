"""The sentences of click, in French: click looks each up through `_`, and ships no translation."""

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

SENTENCES = {
    "Argument {name!r} takes {nargs} values.": "L’argument {name!r} attend {nargs} valeurs.",
    "Commands": "Commandes",
    "Got unexpected extra argument ({args})": "Argument en trop\u00a0: {args}",
    "Got unexpected extra arguments ({args})": "Arguments en trop\u00a0: {args}",
    "Invalid value for {param_hint}: {message}": "Refusé pour {param_hint}\u00a0: {message}",
    "Invalid value: {message}": "Refusé\u00a0: {message}",
    "Missing argument": "Il manque l’argument",
    "Missing command.": "Il manque une commande.",
    "Missing option": "Il manque l’option",
    "Missing parameter": "Il manque le paramètre",
    "Missing {param_type}": "Il manque {param_type}",
    "No such command {name!r}.": "La commande {name!r} n’existe pas.",
    "No such option {name!r}.": "L’option {name!r} n’existe pas.",
    "Option {name!r} does not take a value.": "L’option {name!r} ne prend pas de valeur.",
    "Option {name!r} requires an argument.": "L’option {name!r} attend une valeur.",
    "Options": "Options",
    "Positional arguments": "Arguments",
    "Show this message and exit.": "Affiche cette aide.",
    "Usage:": "Usage\u00a0:",
    "default: {default}": "par défaut\u00a0: {default}",
    "required": "obligatoire",
    "{name} {filename!r} does not exist.": "{name} {filename!r} n’existe pas.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} est un dossier.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} ne peut pas être lu.",
    "{value!r} does not match the format {format}.": "{value!r} n’est pas un jour (2027-12-31).",
    "{value!r} is not a valid UUID.": "{value!r} n’est pas un identifiant (UUID).",
    "{value!r} is not a valid {number_type}.": "{value!r} n’est pas un nombre valable.",
    "{value!r} is not one of {choices}.": "{value!r} n’est pas l’un de\u00a0: {choices}.",
    "File": "Le fichier",
    "Directory": "Le dossier",
    "Path": "Le chemin",
}


def speak_french() -> None:
    for module in (
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.types,
    ):
        vars(module)["_"] = _translated
        if "ngettext" in vars(module):
            vars(module)["ngettext"] = _translated_number


def _translated(sentence: str) -> str:
    return SENTENCES.get(sentence, sentence)


def _translated_number(one: str, several: str, number: int) -> str:
    return _translated(one if number == 1 else several)
