from allauth.account.forms import LoginForm, ResetPasswordForm


class SignInForm(LoginForm):
    pass


class ResetForm(ResetPasswordForm):
    pass
