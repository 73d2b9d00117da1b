"""Hỏi thu hồi: OCSP and revocation lists for the validator's library, every answer through `answers`."""

from asyncio import to_thread
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko_certvalidator import errors
from pyhanko_certvalidator.fetchers import CertificateFetcher, CRLFetcher, FetcherBackend, Fetchers, OCSPFetcher
from pyhanko_certvalidator.fetchers.common_utils import (
    enumerate_delivery_point_urls,
    format_ocsp_request,
    process_ocsp_response_data,
)
from pyhanko_certvalidator.util import get_ocsp_urls, get_relevant_crl_dps, issuer_serial

from thongsuot.signatures.signing.answers import Answers, over_http


class Backend(FetcherBackend):
    """Đường hỏi của một lần ký hay kiểm tra: shares the answers, remembers what this one used."""

    def __init__(self, answers: Answers, at: datetime) -> None:
        self.answers, self.at = answers, at
        self._fetchers: Fetchers | None = None

    def get_fetchers(self) -> Fetchers:
        """The same three for the whole operation."""
        if self._fetchers is None:
            self._fetchers = Fetchers(Ocsp(self), Lists(self), NoCertificates())
        return self._fetchers

    async def close(self) -> None:
        """Nothing is held open."""


class Ocsp(OCSPFetcher):
    """Hỏi từng chứng thư."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.used: dict[Any, ocsp.OCSPResponse] = {}

    async def fetch(self, cert: Any, authority: Any) -> ocsp.OCSPResponse:
        """From what is kept, or from the address in the certificate."""
        key, at = ("ocsp", issuer_serial(cert), authority.hashable), self.backend.at
        answer = self.backend.answers.find(key, at)
        if answer is None:
            answer = await to_thread(self._ask, cert, authority)
            since, until = _validity(answer)
            self.backend.answers.keep(key, answer, since=since, until=until, at=at)
        self.used[issuer_serial(cert)] = answer
        return answer

    def _ask(self, cert: Any, authority: Any) -> ocsp.OCSPResponse:
        question = format_ocsp_request(cert, authority, certid_hash_algo="sha1", request_nonces=False)
        for address in get_ocsp_urls(cert)[:2]:
            try:
                content = over_http(address, question.dump(), "application/ocsp-request")
                answer = process_ocsp_response_data(content, ocsp_request=question, ocsp_url=address)
                _validity(answer)
            except (OSError, ValueError, errors.OCSPValidationError):
                continue
            return answer
        raise errors.OCSPFetchError("no answer")

    def fetched_responses(self) -> Iterable[ocsp.OCSPResponse]:
        """What this operation used."""
        return list(self.used.values())

    def fetched_responses_for_cert(self, cert: Any) -> Iterable[ocsp.OCSPResponse]:
        """What it used for one certificate."""
        found = self.used.get(issuer_serial(cert))
        return [found] if found is not None else []


class Lists(CRLFetcher):
    """Danh sách thu hồi."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.used: dict[Any, list[crl.CertificateList]] = {}

    async def fetch(self, cert: Any, *, use_deltas: bool = True) -> Iterable[crl.CertificateList]:
        """All lists the certificate names that answer; raises CRLFetchError when none does."""
        key = issuer_serial(cert)
        if key not in self.used:
            found = [
                await self._one(address)
                for point in get_relevant_crl_dps(cert, use_deltas=use_deltas)
                for address in enumerate_delivery_point_urls(point)
            ]
            self.used[key] = found
        return self.used[key]

    async def _one(self, address: str) -> crl.CertificateList:
        key, at = ("crl", address), self.backend.at
        answer = self.backend.answers.find(key, at)
        if answer is None:
            try:
                answer = crl.CertificateList.load(await to_thread(over_http, address, None, ""), strict=True)
                listed = answer["tbs_cert_list"]
                since, until = listed["this_update"].native, listed["next_update"].native
            except (OSError, ValueError) as fault:
                raise errors.CRLFetchError("no answer") from fault
            self.backend.answers.keep(key, answer, since=since, until=until, at=at)
        return answer

    def fetched_crls(self) -> Iterable[crl.CertificateList]:
        """What this operation used."""
        return [one for found in self.used.values() for one in found]

    def fetched_crls_for_cert(self, cert: Any) -> Iterable[crl.CertificateList]:
        """What it used for one certificate; KeyError when it was never asked, as the interface wants."""
        return self.used[issuer_serial(cert)]


class NoCertificates(CertificateFetcher):
    """Không lấy chứng thư theo địa chỉ lạ: a file handed in by anybody must not make us call addresses of its choice."""

    async def fetch_cert_issuers(self, cert: Any) -> Any:
        """Nothing."""
        return
        yield  # an empty generator, as the interface wants

    async def fetch_crl_issuers(self, certificate_list: Any) -> Any:
        """Nothing."""
        return
        yield  # an empty generator, as the interface wants

    def fetched_certs(self) -> Iterable[x509.Certificate]:
        """Nothing."""
        return []


def _validity(answer: ocsp.OCSPResponse) -> tuple[datetime, datetime | None]:
    one = answer.response_data["responses"][0]
    return one["this_update"].native, one["next_update"].native
