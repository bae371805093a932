"""Runs the tests of this folder and prints one line of JSON for each; the caller makes them tests of its own."""

import json
import os
import sys
import unittest


class Lines(unittest.TestResult):
    def addSuccess(self, test):
        say(test)

    def addFailure(self, test, err):
        say(test, self._exc_info_to_string(err, test))

    def addError(self, test, err):
        say(test, self._exc_info_to_string(err, test))


def say(test, failure=None):
    name = test.shortDescription() or str(test)
    print(json.dumps({"name": name, "failure": failure}), file=sys.__stdout__, flush=True)


sys.stdout = sys.stderr
unittest.defaultTestLoader.discover(os.path.dirname(__file__) or ".").run(Lines())
