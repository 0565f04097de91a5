"""Forms of sign-in and account: django-allauth's, with our words and our rules."""

from allauth.account import forms as allauth
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.http import base36_to_int
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import outbox
from accounts.models import User
from accounts.signin import Backend
from accounts.words import KINDS

MINIMUM = next(
    validator["OPTIONS"]["min_length"]
    for validator in settings.AUTH_PASSWORD_VALIDATORS
    if validator["NAME"].endswith(MinimumLengthValidator.__name__)
)
EMAIL_ERRORS = {
    "required": _("Type your e-mail address."),
    "invalid": _("Type an e-mail address such as name@example.org."),
}


def may_reset(person):
    """Whether a person may be sent, or use, a link for a new password."""
    return person is not None and Backend().user_can_authenticate(person)


class Plain:
    """A form with our labels and errors, and without allauth's placeholders and help texts."""

    labels = {}
    errors_of = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            field.label = self.labels.get(name, field.label)
            field.error_messages |= self.errors_of.get(name, {})


class SignInForm(Plain, allauth.LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password")}
    errors_of = {"login": EMAIL_ERRORS, "password": {"required": _("Type your password.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"

    def clean(self):
        """Say at the password what is wrong with the pair, and in the same words for both."""
        try:
            return super().clean()
        except ValidationError as mismatch:
            self.add_error("password", mismatch)
            return self.cleaned_data


class ResetForm(Plain, allauth.ResetPasswordForm):
    """Asks for a link to a new password. The same happens, and as fast, for unknown addresses."""

    labels = {"email": _("E-mail address")}
    errors_of = {"email": EMAIL_ERRORS}

    def clean_email(self):
        email = self.cleaned_data["email"]
        self.person = User.objects.filter(email__iexact=email).first()
        return email

    def save(self, request, **kwargs):
        outbox.post_reset_unseen(self.person if may_reset(self.person) else None)
        return self.cleaned_data["email"]


class TwoPasswords(Plain):
    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    errors_of = {
        "oldpassword": {"required": _("Type your present password.")},
        "password1": {"required": _("Type a new password.")},
        "password2": {"required": _("Type the new password once more.")},
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least %(length)s characters, not your name or address, and not a common word."
        ) % {"length": MINIMUM}


class NewPasswordForm(TwoPasswords, allauth.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(TwoPasswords, allauth.ChangePasswordForm):
    pass


class ProveForm(Plain, allauth.ReauthenticateForm):
    labels = {"password": _("Password")}
    errors_of = {"password": {"required": _("Type your password.")}}


CODE = {
    "labels": {"code": _("Code of six digits, or one of your recovery codes")},
    "errors_of": {"code": {"required": _("Type the code that shows now.")}},
}


class CodeForm(Plain, second_step.AuthenticateForm):
    labels, errors_of = CODE.values()


class ProveCodeForm(Plain, second_step.ReauthenticateForm):
    labels, errors_of = CODE.values()


class AddAppForm(Plain, ActivateTOTPForm):
    labels = {"code": _("Code of six digits that the app shows")}
    errors_of = CODE["errors_of"]


class AddKeyForm(Plain, AddWebAuthnForm):
    labels = {
        "name": _("Name, such as “office key”"),
        "passwordless": _("Passkey: it signs me in without a password"),
    }
    errors_of = {"credential": {"required": _("The key did not answer: try again.")}}


class ResetLinkForm(allauth.UserTokenForm):
    """Reads the link of a mail. A closed account's link is dead."""

    def _get_user(self, uidb36):
        try:
            person = User.objects.filter(pk=base36_to_int(uidb36)).first()
        except ValueError:
            return None
        return person if may_reset(person) else None


class FirstPasswordForm(TwoPasswords, allauth.SetPasswordForm):
    """What somebody chooses who was invited."""


class InvitationForm(forms.ModelForm):
    """Whom to invite. Roles are given apart: a seat, an organisation, a country."""

    class Meta:
        model = User
        fields = ["name", "email", "language"]
        error_messages = {"email": EMAIL_ERRORS, "name": {"required": _("Type the name.")}}

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)


class MailsForm(forms.Form):
    """Which mails a person wants beside those about their own duties."""

    wants_copies = forms.BooleanField(required=False)


def _about(rows, key):
    """Return the rows about a key as it was typed; where none is, whatever its capitals."""
    exact = rows.filter(target_key=key)
    return exact if exact.exists() else rows.filter(target_key__iexact=key)


class TrailFilter(forms.Form):
    """What the trail page asks: one kind of object, one object, rows before a number."""

    kind = forms.ChoiceField(label=_("Kind of object"), required=False)
    key = forms.CharField(
        label=_("Code or key"), required=False, max_length=120,
        help_text=_("Such as 2.3.2.1 or 2026-Q3/training"),
    )  # fmt: skip
    before = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = sorted(
            ((key, str(label)) for key, label in KINDS.items()), key=lambda kind: kind[1]
        )
        self.fields["kind"].choices = [("", pgettext_lazy("kinds of objects", "All")), *kinds]

    def clean_key(self):
        key = self.cleaned_data["key"].strip()
        if "\0" in key:
            raise ValidationError(_("A code holds no such character."))
        return key

    def narrow(self, rows):
        """Return the rows asked for; a value that cannot be asks for nothing."""
        self.full_clean()
        asked = self.cleaned_data
        if asked.get("kind"):
            rows = rows.filter(target_type=asked["kind"])
        if asked.get("key"):
            rows = _about(rows, asked["key"])
        if asked.get("before"):
            rows = rows.filter(number__lt=asked["before"])
        return rows
