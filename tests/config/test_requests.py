"""What no page should have to see: odd methods, NUL, forms beyond the limits, forged forms."""

from importlib import import_module
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory

from config.middleware import refuse

pytestmark = pytest.mark.django_db


def page(response):
    return response.content.decode()


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT", "DELETE", "PATCH"])
def test_methods_that_no_page_takes_are_refused(client, method):
    response = client.generic(method, "/plan/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_form_on_a_page_that_is_only_read_gets_an_answer_in_words(client):
    response = client.post("/help/")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "<h1>" in page(response)


def test_a_method_cannot_be_smuggled_in(client, cast):
    client.force_login(cast.sag)
    response = client.get("/logout/", headers={"X-HTTP-Method-Override": "POST"})
    assert response.status_code == 200
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/plan/?q=%00", "/plan/?%00=1", "/search/?q=a%00b", "/admin/?q=%00", "/plan%00/"]
)
def test_nul_in_an_address_is_refused_in_words(client, cast, address):
    client.force_login(cast.glc_rome)
    response = client.get(address)
    assert response.status_code == 400
    assert "NUL" in page(response)


def test_nul_in_a_form_is_refused_and_what_was_typed_is_shown(client, cast):
    client.force_login(cast.glc_rome)
    response = client.post(
        "/plan/1.1.1.3/edit/", {"motive": "before\0after", "reason": "Kept", "password": "pw"}
    )
    assert response.status_code == 400
    assert "before␀after" in page(response)
    assert "Kept" in page(response)
    assert "pw" not in page(response)


def test_nul_in_a_cookie_is_no_session(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = '"aaaaaaaaaa\\000bbbbbbbbbb"'
    assert client.get("/account/").status_code == 302


@pytest.mark.long
def test_odd_characters_pass(client):
    for text in ("%F0%9F%9A%9A", "%E2%80%AE", "%ED%A0%80", "%D9%85", "%25", "%FF"):
        assert client.get(f"/plan/?q={text}").status_code == 200


@pytest.mark.long
def test_ten_thousand_fields_are_too_many(client):
    response = client.post("/language/", {f"f{number}": "x" for number in range(10_000)})
    assert response.status_code == 413
    assert str(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS) in page(response).replace(" ", "").replace(
        "\u202f", ""
    ).replace("\xa0", "").replace(",", "")


def test_a_form_of_five_megabytes_is_too_long(client):
    response = client.post(
        "/language/", "text=" + "x" * 5_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 413
    assert "2" in page(response)


def test_the_same_in_parts_is_too_long_too(client):
    assert client.post("/language/", {"text": "x" * 5_000_000}).status_code == 413


def test_words_and_files_together_have_a_limit_too(client, settings):
    settings.REQUEST_MAX_SIZE = 10_000
    evidence = SimpleUploadedFile("evidence.pdf", b"x" * 20_000)
    assert client.post("/language/", {"language": "en", "file": evidence}).status_code == 413


def test_a_megabyte_of_text_reaches_the_page_that_was_asked(client):
    assert client.post("/language/", {"language": "x" * 1_000_000}).status_code == 302


@pytest.mark.parametrize("body", [b"--b\r\nnonsense", b"", b"\xff\xfe"])
def test_a_form_that_cannot_be_read_is_no_crash(client, body):
    response = client.generic(
        "POST", "/language/", body, content_type="multipart/form-data; boundary=b"
    )
    assert response.status_code in (302, 400)


class TestForgedForms:
    @pytest.fixture
    def strict(self, cast):
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.sag)
        return client

    def test_a_form_without_proof_is_refused_and_shows_what_was_typed(self, strict):
        response = strict.post("/language/", {"language": "en", "note": "A long text"})
        assert response.status_code == 403
        assert "A long text" in page(response)
        assert "<form" in page(response)  # the frame's; none that sends this again
        assert 'value="A long text"' not in page(response)

    def test_a_form_from_elsewhere_is_not_offered_again(self, strict):
        response = strict.post(
            "/language/",
            {"language": "en", "note": "x y"},
            headers={"Origin": "https://evil.example"},
        )
        assert response.status_code == 403
        assert 'value="x y"' not in page(response)

    def test_an_old_form_of_ours_is_sent_again_with_one_click(self, strict, cast):
        stale = strict.post(
            "/language/",
            {"language": "en", "csrfmiddlewaretoken": "x" * 64},
            headers={"Origin": "http://testserver"},
        )
        assert stale.status_code == 403
        fields = dict(stale.context["resend"]) if stale.context else {}
        assert fields["language"] == "en"
        assert strict.post("/language/", fields).status_code == 302
        cast.sag.refresh_from_db()
        assert cast.sag.language == "en"

    @pytest.mark.parametrize("address", ["/language/", "/logout/", "/password/change/", "/login/"])
    def test_no_form_does_without(self, strict, address):
        assert strict.post(address, {"language": "en"}).status_code == 403

    def test_a_session_that_ended_loses_no_text(self, cast):
        client = Client(enforce_csrf_checks=True)
        client.get("/login/")
        token = client.cookies["csrftoken"].value
        response = client.post(
            "/account/",
            {"csrfmiddlewaretoken": token, "1.1.1.1-progress": "Two trainings held"},
            headers={"Origin": "http://testserver"},
        )
        assert response.status_code == 403
        assert "Two trainings held" in page(response)
        credentials = {"login": cast.sag.email, "password": "a-password-for-tests"}
        sign_in = dict(response.context["kept"]) | {
            "csrfmiddlewaretoken": client.cookies["csrftoken"].value, "next": "/login/kept/",
        }  # fmt: skip
        wrong = client.post("/login/", sign_in | credentials | {"password": "wrong"})
        assert "Two trainings held" in page(wrong)  # it still travels along
        assert client.post("/login/", sign_in | credentials).url == "/login/kept/"
        back = client.get("/login/kept/")
        assert "Two trainings held" in page(back)
        assert (back.context["path"], dict(back.context["resend"])["1.1.1.1-progress"]) == (
            "/account/", "Two trainings held",
        )  # fmt: skip

    @pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "evil"])
    def test_what_is_kept_is_only_sent_to_our_own_pages(self, cast, path):
        client = Client()
        sent = {"kept_path": path, "kept-summary": "x", "next": "/login/kept/"}
        credentials = {"login": cast.sag.email, "password": "a-password-for-tests"}
        assert client.post("/login/", sent | credentials).status_code == 302
        assert client.get("/login/kept/").status_code == 302


def test_a_form_too_long_is_read_to_its_end_so_that_the_answer_arrives():
    body = BytesIO(b"x" * 3_000_000)
    request = RequestFactory().post("/language/")
    request = WSGIRequest(
        request.environ
        | {
            "wsgi.input": body,
            "CONTENT_LENGTH": "3000000",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
        }
    )
    assert refuse(request).status_code == 413
    assert body.read(1) == b""


def test_an_address_of_thousands_of_characters_gets_a_page_of_ours(client):
    for address in ("/plan/?q=", "/search/?q=", "/nowhere/"):
        response = client.get(address + "a" * 5000)
        assert response.status_code in (200, 404)
        assert "Content-Security-Policy" in response.headers and "<h1" in page(response)


@pytest.mark.parametrize("address", ["/plan/?q=", "/search/?q=", "/nowhere/"])
@pytest.mark.parametrize(("language", "words"), [("en", "too long"), ("fr", "trop longue")])
def test_an_address_beyond_all_measure_is_refused_in_the_readers_words(
    client, address, language, words
):
    response = client.get(address + "a" * 20_000, headers={"accept-language": language})
    assert response.status_code == 414
    assert "Content-Security-Policy" in response.headers
    assert words in page(response)


def test_what_was_typed_comes_back_from_an_address_that_is_too_long(client):
    response = client.post("/language/?next=" + "a" * 9_000, {"note": "Two trainings held"})
    assert response.status_code == 414 and "Two trainings held" in page(response)


def test_the_server_hands_long_addresses_on_to_the_tracker():
    """The constant that allows it is gunicorn's own: another release may not know it."""
    gunicorn = pytest.importorskip("gunicorn.http.parser", reason="Windows has none")
    serving = import_module("config.serving")
    cfg = import_module("gunicorn.config").Config()
    cfg.set("limit_request_line", serving.limit_request_line)
    asked = b"GET /plan/?q=" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: example.org\r\n\r\n"
    [request] = gunicorn.RequestParser(cfg, [asked], None)
    assert len(request.query) == 60_002
    longer = asked.replace(b"a", b"aa")
    with pytest.raises(import_module("gunicorn.http.errors").LimitRequestLine):
        next(gunicorn.RequestParser(cfg, [longer], None))
