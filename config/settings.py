"""Settings of the tracker: one file, safe by default, told apart by a few environment variables.

README.md lists the variables. SQLite unless DATABASE_URL; DEBUG is off unless asked for.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.env import database, env, origin, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# --- What this installation is -----------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # invented progress, people anyone may sign in as
SECRET_KEY, SECRET_KEY_IS_LASTING = secret_key(demo_file=VAR_DIR / "demo-secret-key", demo=DEMO)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SERVED_BY_TLS = not (DEBUG or DEMO)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Links in mails are made from this, never from what a request claims to be.
PUBLIC_URL = env.str(
    "PUBLIC_URL",
    default=f"https://{ALLOWED_HOSTS[0]}"
    if SERVED_BY_TLS
    else f"http://127.0.0.1:{env.int('PORT', default=8000)}",
).rstrip("/")
# Where people write who need an account or cannot go on; shown only when it is given.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="support@example.org" if DEMO else "")

# --- The house, from the ground up -------------------------------------------------------------
INSTALLED_APPS = [
    "accounts.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_filters",
    "import_export",
    "csp",
    "allauth",
    "allauth.account",
    "django_countries",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "accounts",
    "sip",
    "partners",
    "workinggroups",
    "actionplans",
    "reporting",
]

MIDDLEWARE = [
    # Outermost first: what must stand on every answer, redirects, static files, failures included.
    "config.middleware.ResponseHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    # The language before anything that may have to refuse in words.
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.Unavailable",
    "config.middleware.CleanRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PreferredLanguage",
    "accounts.middleware.SignInRequired",
    "accounts.secondfactor.SecondFactorFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
                "reporting.context.duties",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "sip.templatetags.plan",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data --------------------------------------------------------------------------------------
DATABASES = {"default": database(default_file=BASE_DIR / "sip.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Shared by all processes: the limits on sign-in count here.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # Parts of public pages, each process its own; the key holds the head of the trail, so that
    # no entry outlives the figures it was made from.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
FIXTURES = BASE_DIR / "fixtures"

# --- People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.signin.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.signin.Adapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.ResetForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reauthenticate": "accounts.forms.ProveForm",
    "user_token": "accounts.forms.ResetLinkForm",
}
# A link for a new password dies with the next sign-in, and with a change of password or address.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 (a class, no password)
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by GLC staff, who know the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Five wrong passwords for one account from one address in four minutes; twenty wrong ones and
# forty sign-ins a minute from one address. Never by account alone: that would let anyone lock its
# owner out.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip,5/240s/key",
    "login": "40/m/ip",
    "reset_password": "10/m/ip,3/5m/key",
}
# Whoever holds a grant signs in with a second factor; the demo's people share one password.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=SERVED_BY_TLS)
MFA_ADAPTER = "accounts.secondfactor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SERVED_BY_TLS  # the demo and tests on this machine
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.ProveCodeForm",
    "activate_totp": "accounts.forms.AddAppForm",
    "add_webauthn": "accounts.forms.AddKeyForm",
}
# Single sign-on by OpenID Connect, where an issuer is given; its name stands on the button.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default=urlsplit(OIDC_ISSUER).hostname or "")
SOCIALACCOUNT_ADAPTER = "accounts.linking.Adapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address proves nothing: issuer and subject do
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.forbidden_form"

# --- Working groups ----------------------------------------------------------------------------
# A member who missed so many meetings running is shown as inactive to whoever leads the group.
MISSED_MEETINGS = env.int("MISSED_MEETINGS", default=3)

# --- Languages and time ------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Rome")  # deadlines are read in Rome
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Who stands in the metadata of public datasets (reporting/exports/hdx.py).
HDX_OWNER = env.str("HDX_OWNER", default="logistics-cluster")
HDX_MAINTAINER = env.str("HDX_MAINTAINER", default="logistics-cluster")
HDX_LICENCE = env.str("HDX_LICENCE", default="cc-by-igo")
MEDIA_ROOT = VAR_DIR / "media"  # never served as it is: each download checks the right
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # the words of one form
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
REQUEST_MAX_SIZE = 12 * 1024 * 1024  # words and files together; a file may have 10 MB
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# --- Mail --------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="sip-tracker@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- What every answer carries -----------------------------------------------------------------
SECURE_SSL_REDIRECT = SERVED_BY_TLS and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SERVED_BY_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = SERVED_BY_TLS
CSRF_COOKIE_SECURE = SERVED_BY_TLS
LANGUAGE_COOKIE_SECURE = SERVED_BY_TLS
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        # The button of single sign-on is a form whose answer leads to the provider.
        "form-action": [SELF, *([origin(OIDC_ISSUER)] if OIDC_ISSUER else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- What is written down ----------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "accounts": {"level": "INFO"},
        # Said once, as a bad request: whoever knocks under another name fills no log.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.request": {"level": "ERROR"},  # a refusal is an answer, not a fault
    },
}

# --- Back office import and export -------------------------------------------------------------
IMPORT_EXPORT_USE_TRANSACTIONS = True
