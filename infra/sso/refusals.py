"""Why nobody comes in: sentences for people, codes for pages, causes of one word for logs."""

from infra.typography import french

SENTENCES = {
    "answer-forged": "Cette réponse ne correspond à aucune connexion commencée dans ce navigateur. "
    "Recommencez la connexion.",
    "answer-too-late": "La connexion a trop tardé. Recommencez-la.",
    "issuer-mixed-up": "La réponse vient d’un autre service d’identité que celui demandé.",
    "sign-in-cancelled": "La connexion a été interrompue sur le service d’identité.",
    "login-required": "Le service d’identité demande que vous vous identifiiez de nouveau.",
    "provider-refused": "Le service d’identité a refusé la connexion.",
    "provider-misconfigured": "Le raccordement à ce service d’identité n’est pas bien réglé. "
    "Prévenez la personne qui administre Pacte.",
    "code-refused": "Le service d’identité ne reconnaît pas cette connexion. Recommencez-la.",
    "token-refused": "Le jeton reçu du service d’identité n’est pas valable.",
    "userinfo-refused": "Les renseignements reçus du service d’identité ne sont pas valables.",
    "acr-insufficient": "Votre identification n’est pas assez forte : "
    "une authentification à deux facteurs est exigée.",
    "not-fresh": "Le service d’identité ne vous a pas identifié à nouveau. Recommencez.",
    "person-changed": "Une autre personne s’est identifiée. Déconnectez-vous d’abord.",
    "mail-code-wrong": "Ce code n’est pas le bon. Vérifiez celui du dernier courriel reçu.",
    "mail-code-past": "Ce code ne sert plus : il date de plus de dix minutes, a déjà servi, ou "
    "cinq essais ont échoué. Demandez-en un autre.",
    "machine-refused": "Ce jeton d’accès n’est pas valable.",
    "logout-refused": "Ce jeton de déconnexion n’est pas valable.",
}


class SignInRefused(Exception):
    """`code` is stable; `cause` tells apart what `code` groups, and never quotes what was sent."""

    def __init__(self, code: str, cause: str = "") -> None:
        super().__init__(f"{code} ({cause})" if cause else code)
        self.code = code
        self.cause = cause
        self.sentence = french(SENTENCES[code])


class ProviderDown(Exception):
    """It does not answer, or not with what a provider answers."""

    def __init__(self, slug: str, cause: str) -> None:
        super().__init__(f"{slug} ({cause})")
        self.slug = slug
        self.cause = cause
        self.sentence = french(
            "Le service d’identité ne répond pas. Les personnes déjà connectées le restent ; "
            "réessayez dans quelques minutes."
        )


class SessionsDown(Exception):
    """Redis does not answer: nobody can be recognised for now."""
