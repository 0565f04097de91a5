"""A provider of sign-ins (OpenID Connect) inside the test: it answers `requests` without a network.

It signs with a key of its own and checks what it is sent, as a strict one would.
"""

import base64
import hashlib
import json
import time
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from requests.adapters import BaseAdapter

ISSUER = "https://login.example.org"
CLIENT = "sip"
SECRET = "a-secret-for-tests"


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


class FakeProvider(BaseAdapter):
    """`claims` change what the ID token says, `key` and `algorithm` how it is signed."""

    def __init__(self):
        super().__init__()
        self.issuer, self.key, self.shown = ISSUER, new_key(), None
        self.algorithm, self.claims, self.is_down = "ES256", {}, False
        self.sent, self.used = {}, set()

    def session(self, *args):
        session = requests.Session()
        session.mount(ISSUER, self)
        return session

    def close(self):
        """Nothing is held."""

    def send(self, request, **kwargs):
        if self.is_down:
            raise requests.ConnectionError("out of reach")
        path = urlsplit(request.url).path
        told = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": self._keys,
            "/token": lambda: self._token(dict(parse_qsl(request.body))),
        }[path]()
        response = requests.Response()
        response.status_code = 200 if told else 400
        response.headers["content-type"] = "application/json"
        response._content = json.dumps(told or {"error": "invalid_grant"}).encode()
        return response

    def _discovery(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/me",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _keys(self):
        public = (self.shown or self.key).public_key()
        shown = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(public))
        return {"keys": [{**shown, "kid": "one", "alg": "ES256", "use": "sig"}]}

    def _token(self, asked):
        hashed = hashlib.sha256(asked["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
        known = (asked["client_id"], asked["client_secret"]) == (CLIENT, SECRET)
        if not known or challenge != self.sent["code_challenge"] or asked["code"] in self.used:
            return None
        self.used.add(asked["code"])
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": self.id_token()}

    def id_token(self):
        now = int(time.time())
        claims = {
            "iss": ISSUER, "sub": "person-1", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": self.sent["nonce"], "email": "somebody@example.org", "email_verified": True,
            **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        signed_with = {"ES256": self.key, "HS256": SECRET * 2, "none": None}[self.algorithm]
        return jwt.encode(claims, signed_with, self.algorithm, headers={"kid": "one"})

    # --- the person's way ---------------------------------------------------------------------

    def leave(self, client, path="/login/single/", **data):
        """Press the button; return the query that brings the browser back."""
        answer = client.post(path, data)
        assert answer.status_code == 302, answer.content.decode()
        assert answer.headers["Location"].startswith(f"{ISSUER}/authorize?"), answer.headers
        asked = parse_qs(urlsplit(answer.headers["Location"]).query)
        self.sent = {name: values[0] for name, values in asked.items()}
        return {"code": f"code-{len(self.used)}", "state": self.sent["state"]}

    def walk(self, client, path="/login/single/", **data):
        """Go to the provider and come back; return the tracker's answer."""
        return client.get("/login/single/return/", self.leave(client, path, **data))
