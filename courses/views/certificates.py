"""A certificate for those who see its holder's learning: the page, the PDF, and for administrators what changes it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses import actions
from courses.access import certificate_for, completion_to_administer
from courses.certificates.changing import check_can_print
from courses.certificates.issuing import certificate_of
from courses.certificates.page import CertificatePage, certificate_page
from courses.forms import ReissueForm, RevocationForm
from courses.models import Certificate, CertificateState, Completion
from courses.views import PersonRequest


def issued_for(completion: Completion) -> Certificate:
    certificate = certificate_of(completion)
    if certificate is None:
        raise Http404
    return certificate


@require_safe
def certificate(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    completion = certificate_for(request.user, public_id)
    page = certificate_page(request.user, completion, issued_for(completion))
    return render(request, "courses/certificate.html", {"page": page})


@require_safe
def download(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    from courses.certificates import pdf  # noqa: PLC0415 - 60 MB that only a process that prints needs

    printed = issued_for(certificate_for(request.user, public_id))
    check_can_print(printed)
    headers = {
        "Content-Disposition": f'attachment; filename="certificate-{printed.number}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(pdf.certificate_pdf(printed), content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    page = _page_to_change(request, public_id)
    form = RevocationForm(page.certificate, _sent(request))
    if not form.is_valid():
        return _form(request, "courses/certificate_revoke.html", page, form)
    actions.revoke_certificate(by=request.user, certificate=page.certificate, reason=form.why)
    messages.success(request, _("The certificate is revoked. Whoever verifies it sees that at once."))
    return redirect(page.href)


@require_http_methods(["GET", "HEAD", "POST"])
def reissue(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    page = _page_to_change(request, public_id)
    form = ReissueForm(page.certificate, _sent(request))
    if not form.is_valid():
        return _form(request, "courses/certificate_reissue.html", page, form)
    was_revoked = page.certificate.state == CertificateState.REVOKED
    actions.reissue_certificate(by=request.user, certificate=page.certificate, **form.printed)
    messages.success(
        request,
        _("The new certificate is issued. The earlier number goes on saying that it was revoked.")
        if was_revoked
        else _("The new certificate is issued. The earlier number now says that it was replaced."),
    )
    return redirect(page.href)


def _page_to_change(request: PersonRequest, public_id: uuid.UUID) -> CertificatePage:
    completion = completion_to_administer(request.user, public_id)
    return certificate_page(request.user, completion, issued_for(completion))


def _form(
    request: PersonRequest, template: str, page: CertificatePage, form: RevocationForm | ReissueForm
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"page": page, "form": form}, status=status)


def _sent(request: PersonRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
