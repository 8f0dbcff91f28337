"""A Django project of an operator: its own model of the user where SHOP_USER says so, with allauth and django-otp."""
import os
from urllib.parse import urlparse

SECRET_KEY = 'of this test'
USE_TZ = True
TIME_ZONE = 'Europe/Berlin'
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'
INSTALLED_APPS = [
    'django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.sessions', 'django.contrib.messages',
    'django.contrib.sites', 'shop', 'allauth', 'allauth.account', 'allauth.socialaccount',
    'django_otp', 'django_otp.plugins.otp_totp', 'django_otp.plugins.otp_static',
]
AUTH_USER_MODEL = os.environ.get('SHOP_USER', 'auth.User')
SITE_ID = 1
TEMPLATES = [{'BACKEND': 'django.template.backends.django.DjangoTemplates'}]
HASHERS = ['PBKDF2', 'PBKDF2SHA1', 'Argon2', 'BCryptSHA256', 'BCrypt', 'Scrypt', 'SHA1', 'MD5', 'UnsaltedSHA1', 'UnsaltedMD5']


def hashers():
    from django.contrib.auth import hashers as there
    return [f'django.contrib.auth.hashers.{name}PasswordHasher' for name in HASHERS if hasattr(there, f'{name}PasswordHasher')]


PASSWORD_HASHERS = hashers()

address = urlparse(os.environ['SHOP_DATABASE'])
if address.scheme == 'file':
    DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': address.path}}
else:
    engine = 'mysql' if address.scheme == 'mysql' else 'postgresql'
    if engine == 'mysql':
        import pymysql
        pymysql.version_info = (1, 4, 6, 'final', 0)
        pymysql.install_as_MySQLdb()
    DATABASES = {'default': {
        'ENGINE': f'django.db.backends.{engine}', 'NAME': address.path[1:], 'HOST': address.hostname, 'PORT': address.port,
        'USER': address.username, 'PASSWORD': address.password or '',
    }}
