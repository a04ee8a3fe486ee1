"""Print what changed in the inspection plans since yesterday. Needs nothing but Python.

INSPECTORATE is the address of the service, TOKEN a token with the scope read:plans.
"""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.request import Request, urlopen

since = datetime.now(UTC) - timedelta(days=1)
page = f"{os.environ['INSPECTORATE']}/api/v1/changes?since={since:%Y-%m-%dT%H:%M:%SZ}"
while page:
    try:
        with urlopen(Request(page, headers={"Authorization": f"Bearer {os.environ['TOKEN']}"})) as answer:
            found = json.load(answer)
    except HTTPError as problem:
        if problem.code != 429:
            raise SystemExit(json.load(problem)["detail"]) from None
        time.sleep(int(problem.headers["Retry-After"]))
        continue
    for change in found["results"]:
        print(change["at"], change["provider"]["urn"], *change["what"], *change["why"])
    page = found["next"]
