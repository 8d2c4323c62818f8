"""The page on the toy storm, for whoever works on the page: python -m tests.server.fake_demo [--port N]."""

import sys
import time

from banyan.model.ids import PrincipalId
from banyan.server.app import create_app
from banyan.server.serve import serve
from tests.server.fake_city import AUTHORITY
from tests.server.fake_desk import FakeDesk


def main() -> None:
    port = int(sys.argv[sys.argv.index("--port") + 1]) if "--port" in sys.argv else 8787
    desk = FakeDesk(minute=200)
    served = serve(create_app(desk, {"demo": PrincipalId("officer-lin")}, AUTHORITY), port=port)
    sys.stdout.write(served.sign_in_url("demo") + "\n")
    try:
        while True:
            time.sleep(1)
            desk.advance(desk.minute + 1)
    except KeyboardInterrupt:
        served.stop()


if __name__ == "__main__":
    main()
