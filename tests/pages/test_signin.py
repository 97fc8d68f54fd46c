"""Who gets in, and how."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from core.pages.tokens import make_token, take_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


@pytest.fixture
def ada() -> User:
    """A user with a password."""
    return User.objects.create_user("ada", password="lovelace")


def test_a_link_signs_in_and_leaves_no_token_in_the_address(client: Client, ada: User) -> None:
    response = client.get("/", {"token": make_token(ada)})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_link_works_once(ada: User) -> None:
    token = make_token(ada)
    assert Client().get("/", {"token": token}).headers["Location"] == "/"
    assert Client().get("/", {"token": token}).headers["Location"] == "/sign-in/?spent=1"


def test_a_link_expires(ada: User) -> None:
    assert take_token(make_token(ada, lifetime=0)) is None


def test_a_link_of_a_deactivated_user_does_not_work(ada: User) -> None:
    token = make_token(ada)
    User.objects.update(is_active=False)
    assert take_token(token) is None


@pytest.mark.parametrize("token", ["", "x", "\0", "\udc00", "é" * 5000, "' OR 1=1 --"])
def test_a_made_up_link_leads_to_the_sign_in_page(client: Client, token: str) -> None:
    if token != "\udc00":
        assert client.get("/", {"token": token}).headers["Location"] == "/sign-in/?spent=1"
    assert take_token(token) is None


def test_a_used_link_does_not_sign_out_who_is_signed_in(client: Client, ada: User) -> None:
    token = make_token(ada)
    client.get("/", {"token": token})
    assert client.get("/", {"token": token}).headers["Location"] == "/"


def test_only_a_hash_of_the_token_is_kept(ada: User) -> None:
    from django.core.cache import cache

    token = make_token(ada)
    assert all(token not in key for key in cache._cache)


def test_name_and_password_sign_in(client: Client, ada: User) -> None:
    response = client.post("/sign-in/", {"username": "ada", "password": "lovelace"})
    assert response.headers["Location"] == "/"


def test_a_wrong_password_does_not(client: Client, ada: User) -> None:
    response = client.post("/sign-in/", {"username": "ada", "password": "byron"})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path",
    ["/clusters/demo/", "/clusters/demo/topology/", "/jsi18n/", "/admin/", "/admin/auth/user/", "/sign-out/"],
)
def test_every_address_but_the_ways_in_leads_to_one(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"].split("?")[0] in ("/sign-in/", "/admin/login/")


def test_scripts_are_told_by_a_401(client: Client) -> None:
    response = client.get("/ui/clusters")
    assert (response.status_code, response.json()["error"]["message"]) == (401, "Sign in first.")


def test_every_page_forbids_other_hosts_and_frames(client: Client) -> None:
    headers = client.get("/sign-in/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert headers["Referrer-Policy"] == "same-origin"


def test_another_host_name_is_refused(client: Client) -> None:
    assert client.get("/sign-in/", headers={"host": "evil.example"}).status_code == 400


def test_a_form_from_elsewhere_is_refused(ada: User) -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "ada", "password": "lovelace"})
    assert response.status_code == 403


def test_session_cookies_are_out_of_reach_of_scripts(client: Client, ada: User) -> None:
    client.get("/", {"token": make_token(ada)})
    cookie = client.cookies["clusterviz-8000"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
