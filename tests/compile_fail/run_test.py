#!/usr/bin/env python3
"""run.py must notice each way in which a case can be wrong."""
import os
import pathlib
import tempfile
import unittest

import run

CXX = os.environ.get("CXX", "c++")
GOOD = "int main() {}\n"


def rule(condition):
    """As in the library: a rule that speaks when a template is instantiated."""
    return ("template <class T> struct checked { static_assert(sizeof(T) > %s, \"tenon: too small: use more\"); };\n"
            "template <class T> void use() { checked<T> value; (void)value; }\n"
            "int main() { use<char>(); }\n") % condition


def case(good=GOOD, bad=rule(1), expect="// expect: tenon: too small: use more\n"):
    return f"{expect}#ifdef TENON_POSITIVE_TWIN\n{good}#else\n{bad}#endif\n"


class Run(unittest.TestCase):
    def judge(self, text):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "case.cpp"
            source.write_text(text)
            return "\n".join(run.judge(CXX, [], source))

    def test_a_case_that_holds(self):
        self.assertEqual(self.judge(case(good=rule(0))), "")

    def test_a_mistake_that_compiles(self):
        self.assertIn("the mistake compiles", self.judge(case(bad=rule(0))))

    def test_a_twin_that_does_not_compile(self):
        self.assertIn("the positive twin does not compile", self.judge(case(good="int main() { lost(); }\n")))

    def test_a_twin_with_a_warning(self):
        self.assertIn("the positive twin does not compile", self.judge(case(good="int main() { int unused; }\n")))

    def test_two_errors_for_one_mistake(self):
        self.assertIn("one mistake, 2 errors", self.judge(case(bad=rule(1) + "void f() { lost(); }\n")))

    def test_an_error_that_is_not_ours(self):
        self.assertIn("does not carry `tenon: `", self.judge(case(bad="int main() { lost(); }\n")))

    def test_another_sentence(self):
        self.assertIn("does not say: tenon: too big",
                      self.judge(case(expect="// expect: tenon: too small: use more\n// expect: tenon: too big\n")))

    def test_a_file_that_forgets_a_side(self):
        self.assertIn("no `// expect:`", self.judge(case(expect="")))
        self.assertIn("no `#ifdef TENON_POSITIVE_TWIN`", self.judge("// expect: x\nint main() {}\n"))


if __name__ == "__main__":
    unittest.main()
