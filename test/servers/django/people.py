"""Makes the tables and the users by Django's own means; prints for each its id and password as JSON."""
import json
import os
import sys
from datetime import datetime, timezone

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ['DJANGO_SETTINGS_MODULE'] = 'settings'

import django

django.setup()

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import get_hashers, make_password
from django.contrib.auth.models import Group
from django.core.management import call_command

call_command('makemigrations', 'shop', verbosity=0)
call_command('migrate', verbosity=0)

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

User = get_user_model()
own = User.USERNAME_FIELD == 'email'
made = {}


def make(name, password, **fields):
    if not own:
        fields['username'] = name
    user = User.objects.create_user(email=f'{name}@Example.test', password=password, **fields)
    made[name] = {'id': str(user.pk), 'password': password}
    return user


ana = make('ana', 'Correct-Horse-9', last_login=datetime(2026, 7, 1, 12, 30, tzinfo=timezone.utc))
ana.groups.add(Group.objects.create(name='editors'), Group.objects.create(name='readers'))
EmailAddress.objects.create(user=ana, email='work@example.test', verified=False, primary=False)
EmailAddress.objects.create(user=ana, email='ana@Example.test', verified=True, primary=True)
SocialAccount.objects.create(user=ana, provider='google', uid='1071', extra_data={'email': 'ana@example.test'})
TOTPDevice.objects.create(user=ana, key='3132333435363738393031323334353637383930', confirmed=True, name='phone', digits=8)
TOTPDevice.objects.create(user=ana, key='00' * 20, confirmed=False, name='never finished')
static = StaticDevice.objects.create(user=ana, confirmed=True, name='backup')
for code in ['abcd1234', 'efgh5678']:
    static.token_set.create(token=code)

bob = make('bob', None)
bob.is_active = False
bob.save()

for hasher in get_hashers():
    user = make(f'with_{hasher.algorithm}', 'Pässwörd9')
    user.password = make_password('Pässwörd9', hasher=hasher.algorithm)
    user.save()

print(json.dumps(made))
