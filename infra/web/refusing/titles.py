"""What each number of an error is called, for people."""

from collections.abc import Mapping

TITLES: Mapping[int, str] = {
    400: "Demande incompréhensible ou impossible",
    401: "Identification requise",
    403: "Action non autorisée",
    404: "Introuvable",
    405: "Méthode non prise en charge",
    409: "Contraire aux règles",
    410: "Parti chez un autre hébergeur",
    412: "Version dépassée",
    413: "Contenu trop volumineux",
    414: "Adresse trop longue",
    415: "Type de contenu non pris en charge",
    422: "Contenu refusé",
    428: "Version attendue non précisée",
    429: "Trop de requêtes",
    431: "En-têtes trop longs",
    500: "Erreur interne",
    503: "Service momentanément indisponible",
    507: "Espace de stockage épuisé",
}
