#!/usr/bin/env python3
"""check_layers.py must see what it is there to see: trees with one violation each, and a clean one."""
import pathlib
import tempfile
import unittest

import check_layers

RULES = """
(top):    everything
core:
model:    core
sqlite:   core
app:      everything
<boost/pfr*>:  one of model/
<sqlite3.h>:   sqlite/
<expected>:    core/result.hpp
"""

CLEAN = {
    "tenon.hpp": "#pragma once\n#include <tenon/model/model.hpp>\n",
    "core/result.hpp": "#include <expected>\n#include <tenon/core/detail/name.hpp>\n",
    "core/detail/name.hpp": "#include <string>\n",
    "model/model.hpp": "#include <boost/pfr/core.hpp>\n#include <boost/pfr/core_name.hpp>\n#include <tenon/core/result.hpp>\n",
    "sqlite/connection.hpp": '#include <sqlite3.h>\n#include "tenon/core/result.hpp"\n',
    "app/json.hpp": "#include <tenon/sqlite/connection.hpp>\n#include <tenon/tenon.hpp>\n",
}


class CheckLayers(unittest.TestCase):
    def violations(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            include = pathlib.Path(folder)
            for name, text in {**CLEAN, **changes}.items():
                path = include / "tenon" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            rules = include / "layers.txt"
            rules.write_text(RULES)
            return check_layers.check(include, *check_layers.read_rules(rules))[1]

    def one(self, changes, *expected):
        found = self.violations(changes)
        self.assertEqual(len(found), 1, found)
        for part in expected:
            self.assertIn(part, found[0])

    def test_a_clean_tree_has_no_violation(self):
        self.assertEqual(self.violations({}), [])

    def test_an_arrow_that_goes_up_is_reported_with_file_and_line(self):
        self.one({"core/late.hpp": "\n\n#include <tenon/model/model.hpp>\n"},
                 "core/late.hpp:3:", "core may not include model")

    def test_a_quoted_include_is_an_include_too(self):
        self.one({"core/late.hpp": '  #  include "../model/model.hpp"\n'}, "core may not include model")

    def test_a_subfolder_belongs_to_its_folder(self):
        self.one({"core/values/late.hpp": "#include <tenon/model/model.hpp>\n"}, "core may not include model")

    def test_only_layers_that_may_see_everything_include_the_top(self):
        self.one({"sqlite/late.hpp": "#include <tenon/tenon.hpp>\n"}, "sqlite may not include (top)")

    def test_detail_belongs_to_its_layer(self):
        self.one({"model/nosy.hpp": "#include <tenon/core/detail/name.hpp>\n"}, "model/nosy.hpp:1:", "detail of core")

    def test_detail_is_closed_to_those_that_may_include_everything(self):
        self.one({"app/nosy.hpp": "#include <tenon/core/detail/name.hpp>\n"}, "detail of core")

    def test_a_third_party_header_has_one_home(self):
        self.one({"core/driver.hpp": "#include <sqlite3.h>\n"}, "core/driver.hpp:1:", "only sqlite/", "<sqlite3.h>")
        self.one({"core/other.hpp": "#include <expected>\n"}, "core/other.hpp:1:", "only core/result.hpp")

    def test_a_gatekeeper_can_be_a_single_header(self):
        found = self.violations({"model/second.hpp": "#include <boost/pfr/core.hpp>\n"})
        self.assertEqual(len(found), 2, found)
        self.assertTrue(all("only one header of model/" in line for line in found), found)

    def test_a_cycle_is_reported_once_with_its_path(self):
        self.one({"core/a.hpp": "#include <tenon/core/b.hpp>\n", "core/b.hpp": "#include <tenon/core/a.hpp>\n"},
                 "an include cycle: core/a.hpp -> core/b.hpp -> core/a.hpp")

    def test_a_header_that_does_not_exist_is_reported(self):
        self.one({"core/lost.hpp": "#include <tenon/core/gone.hpp>\n"}, "core/lost.hpp:1:", "does not exist")

    def test_an_unknown_folder_is_reported(self):
        self.one({"misc/new.hpp": ""}, "misc is not in layers.txt")

    def test_arrows_that_form_a_cycle_are_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            rules = pathlib.Path(folder) / "layers.txt"
            rules.write_text("core: model\nmodel: core\n")
            with self.assertRaisesRegex(SystemExit, "form a cycle"):
                check_layers.read_rules(rules)


if __name__ == "__main__":
    unittest.main()
