import pytest

from infra.typography import french

NB, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'aide", "l’aide"),
        ('"CLS" : 1200 euros', f"«{NB}CLS{NB}»{NB}: 1200 euros"),
        ("Signée ?", f"Signée{THIN}?"),
        ("oui; non !", f"oui{THIN}; non{THIN}!"),
        ("« déjà »", f"«{NB}déjà{NB}»"),
        ("« vraiment ? »", f"«{NB}vraiment{THIN}?{NB}»"),
        (
            "à 10:30, voir https://pacte.test:8000/a?b=1",
            "à 10:30, voir https://pacte.test:8000/a?b=1",
        ),
        ("50 % de 12 €", f"50{NB}% de 12{NB}€"),
        ("2 231 197,47 €", f"2{THIN}231{THIN}197,47{NB}€"),
        (f"de 1{NB}000 à 10 000 caractères", f"de 1{THIN}000 à 10{THIN}000 caractères"),
        ("en 2024 120 personnes, 06 12 34", "en 2024 120 personnes, 06 12 34"),
        ("avenant n° 2 du 1er juin", f"avenant n°{NB}2 du 1er juin"),
        ("Version: 2", f"Version{NB}: 2"),
    ],
)
def test_what_people_type_is_printed_as_french_is(typed: str, printed: str) -> None:
    assert french(typed) == printed
    assert french(printed) == printed
