"""Anybody who has a certificate's number sees whether it is valid, and nothing that is not printed on it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.access import verified_certificate
from courses.certificates import words
from courses.certificates.numbers import grouped, read_number
from courses.models import Certificate
from lms.kit.rates import Rate

ASKING = Rate("verify", times=60, seconds=60)
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
Context = dict[str, object]


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The field for a number; one that was typed has its page at an address of its own."""
    typed = request.GET.get("number", "").strip()
    number = read_number(typed)
    if number:
        return redirect("courses:verify_number", grouped(number))
    return _mistyped(request, typed) if typed else _page(request)


@login_not_required
@require_safe
def verify_number(request: HttpRequest, number: str) -> HttpResponse:
    if ASKING.is_exceeded_by(request):
        return _too_often(request)
    if not read_number(number):
        return _mistyped(request, number)
    certificate = verified_certificate(number)
    return _proof(request, certificate) if certificate else _unknown(request, number)


def _proof(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    context: Context = {
        "certificate": certificate,
        "number": grouped(certificate.number),
        "tone": words.tone(certificate),
        "headline": words.headline(certificate),
        "explanation": words.explanation(certificate),
        "facts": words.facts(certificate),
        "policy": words.policy(certificate),
    }
    return _page(request, context)


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    return _refused(
        request, typed, 404, _("No certificate has this number. Compare it with the certificate.")
    )


def _mistyped(request: HttpRequest, typed: str) -> HttpResponse:
    told = _(
        "This is no certificate number: there is a slip in it. It has 16 letters and digits, never 0, O, 1, I or L."
    )
    return _refused(request, typed, 422, told)


def _too_often(request: HttpRequest) -> HttpResponse:
    answer = _refused(request, "", 429, _("You have asked very often. Wait a minute, then try again."))
    answer.headers["Retry-After"] = str(ASKING.seconds)
    return answer


def _refused(request: HttpRequest, typed: str, status: int, problem: str) -> HttpResponse:
    context: Context = {"typed": typed[:40], "problem": problem}
    return _page(request, context, status)


def _page(request: HttpRequest, context: Context | None = None, status: int = 200) -> HttpResponse:
    answer = render(request, "courses/verify.html", context, status=status)
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer
