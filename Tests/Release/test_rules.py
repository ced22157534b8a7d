"""Each rule can fail: small libraries, each with one fault, and one without."""

import subprocess
import tempfile
import unittest
from pathlib import Path

import golden
import rules
from elf import Library, need

GOOD = "int gesso_good(void) { return 1; }\n"
ADD = ('#include <immintrin.h>\n__attribute__((target("{isa}"))) void {name}(float *y)'
       "{{ _mm{width}_storeu_ps(y, _mm{width}_add_ps(_mm{width}_loadu_ps(y),"
       " _mm{width}_loadu_ps(y + 16))); }}")


def wide(name, isa="avx2", width=256):
    return ADD.format(name=name, isa=isa, width=width)


class Rules(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "map").write_text("GESSO_0 { global: gesso_good; local: *; };")

    def compile(self, source, name, *flags):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        subprocess.run([need("cc", "gcc"), "-O2", "-fPIC", *flags, "-x", "c", "-", "-o", path],
                       input=source, text=True, check=True)
        return path

    def build(self, source="", *flags, objects=(), map="map", soname="libgesso.so.0"):
        flags = ["-shared", *flags]
        if soname:
            flags.append(f"-Wl,-soname,{soname}")
        if map:
            flags.append(f"-Wl,--version-script={self.folder / map}")
        part = self.compile(GOOD + source, "main.o", "-c")
        subprocess.run(["cc", part, *objects, *flags, "-o", self.folder / "x.so"], check=True)
        return Library(self.folder / "x.so", self.folder)

    def level(self, level, source, *flags):
        return self.compile(source, f"KernelsV{level}.build/Entry.o", "-c", *flags)

    def complains(self, complaints, words):
        self.assertTrue(any(words in line for line in complaints), complaints)

    def test_a_good_library_passes(self):
        good = self.build()
        self.assertEqual(rules.exports_are(good, ["gesso_good"]), [])
        self.assertEqual(rules.imports_are(good, good.imports), [])
        for rule in (rules.version_nodes, rules.soname, rules.libraries, rules.size,
                     rules.forbidden_imports, rules.constructors, rules.stray_instructions,
                     rules.shared_weak_symbols):
            self.assertEqual(rule(good), [], rule.__name__)
        self.assertEqual(rules.traps(good), ([], []))

    def test_exports(self):
        bad = self.build("void leak(void) {}", map=None)
        self.complains(rules.exports_are(bad, ["gesso_good", "gesso_lost"]), "leak")
        self.complains(rules.exports_are(bad, ["gesso_good", "gesso_lost"]), "gesso_lost")
        self.complains(rules.version_nodes(bad), "leak has version none")

    def test_map(self):
        text = "GESSO_0 {\n global: gesso_a; gesso_b;\n local: *; };"
        self.assertEqual(rules.map_lists(text, ["gesso_a", "gesso_b"]), [])
        self.complains(rules.map_lists(text, ["gesso_a"]), "only: gesso_b")
        self.complains(rules.map_lists(text, ["gesso_a", "gesso_b", "gesso_c"]), "gesso_c")
        self.complains(rules.map_lists(text.replace("local: *;", ""), []), "hides nothing")

    def test_soname(self):
        self.complains(rules.soname(self.build(soname="libother.so")), "libother.so")
        self.complains(rules.soname(self.build(soname=None)), "[]")

    def test_libraries(self):
        bad = self.build("", "-Wl,--no-as-needed", "-lm", "-Wl,-rpath,/tmp")
        self.complains(rules.libraries(bad), "libm.so.6")
        self.complains(rules.libraries(bad), "PATH")

    def test_size(self):
        self.complains(rules.size(self.build("char big[1000000] = {1};")), "bytes")

    def test_imports(self):
        bad = self.build('int puts(const char *); void f(void) { puts("x"); }')
        self.complains(rules.forbidden_imports(bad), "puts")
        self.complains(rules.imports_are(bad, []), "puts")
        self.complains(rules.imports_are(bad, ["absent"]), "absent")
        self.complains(rules.forbidden_imports(
            self.build("void abort(void); void f(void) { abort(); }")), "abort")

    def test_constructors(self):
        bad = self.build("__attribute__((constructor)) static void early(void) { gesso_good(); }")
        self.complains(rules.constructors(bad), "early")
        bad = self.build("__attribute__((destructor)) static void late(void) { gesso_good(); }")
        self.complains(rules.constructors(bad), "late")

    def test_stray_instructions(self):
        for name, isa, width, bad in [
                ("helper", "avx2", 256, True), ("f_KernelsV2_f", "avx2", 256, True),
                ("f_KernelsV3_f", "avx2", 256, False), ("f_KernelsV3_f", "avx512f", 512, True),
                ("f_KernelsV4_f", "avx512f", 512, False),
                ("gesso_kernels_v4", "avx512f", 512, False)]:
            with self.subTest(name=name, isa=isa):
                found = rules.stray_instructions(self.build(wide(name, isa, width)))
                self.assertEqual(bool(found), bad, found)

    def test_stray_integer_instructions(self):
        shift = 'int f(int x, int n) { return x << n; }'
        one = self.level(3, shift, "-mbmi2")
        self.complains(rules.stray_instructions(self.build(objects=[one])), "shlx")
        masks = '__asm__(".globl f_KernelsV3_f\\nf_KernelsV3_f: kmovw %k1, %eax\\nret");'
        self.complains(rules.stray_instructions(self.build(masks)), "kmovw")
        newer = '__asm__(".globl f_KernelsV4_f\\nf_KernelsV4_f: vpermb %zmm1, %zmm2, %zmm3\\nret");'
        self.complains(rules.stray_instructions(self.build(newer)), "vpermb")

    def test_helpers_of_a_level(self):
        """A local function among a level's own is the level's; a global or weak one is not."""
        around = "void a_KernelsV3_a(void) {{}}\n{}\nvoid b_KernelsV3_b(void) {{}}"
        for prefix, bad in (("static __attribute__((used)) ", False), ("", True),
                            ("__attribute__((weak)) ", True)):
            helper = prefix + wide("helper").split("\n")[1]
            source = "#include <immintrin.h>\n" + around.format(helper)
            with self.subTest(prefix):
                one = self.level(3, source, "-fno-toplevel-reorder")
                found = rules.stray_instructions(self.build(objects=[one]))
                self.assertEqual(bool(found), bad, found)

    def test_helpers_between_levels(self):
        """A helper at the end of the lower level's code is the lower's, even if both have it."""
        helper = "static __attribute__((used)) " + wide("helper").split("\n")[1]
        source = "#include <immintrin.h>\nvoid a_KernelsV{0}_a(void) {{}}\n" + helper.replace(
            "{", "{{").replace("}", "}}")
        for low, bad in (2, True), (3, False):
            with self.subTest(low=low):
                parts = [self.level(level, source.format(level), "-fno-toplevel-reorder")
                         for level in (low, 4)]
                found = rules.stray_instructions(self.build(
                    objects=[*parts, self.compile("void end(void) {}", "end.o", "-c")]))
                self.assertEqual(any("KernelsV2" in line for line in found), bad, found)
                self.assertFalse([line for line in found if "baseline" in line], found)

    def test_weak_symbols_shared_by_levels(self):
        weak = "__attribute__((weak)) " + wide("generic").split("\n")[1]
        parts = [self.level(level, "#include <immintrin.h>\n" + weak) for level in (3, 4)]
        self.complains(rules.shared_weak_symbols(self.build(objects=parts)), "generic")
        self.complains(rules.stray_instructions(self.build(objects=parts)), "generic")

    def test_traps(self):
        trap = "void {}(void) {{ __builtin_trap(); }}"
        kernels, elsewhere = rules.traps(
            self.build(trap.format("f_KernelsV2_f") + trap.format("other")))
        self.assertEqual((kernels, elsewhere), (["1 f_KernelsV2_f"], ["1 other"]))

    def test_golden(self):
        how, expected = golden.Run("v3"), ["0a one", "0b two"]
        self.assertEqual(golden.compare(how, ["isa v3", *expected], expected), [])
        self.complains(golden.compare(how, ["isa v2", *expected], expected), "isa v2 ran")
        self.complains(golden.compare(how, ["isa v3", "0a one", "0c two"], expected), "0c two")
        self.complains(golden.compare(how, ["isa v3", "0a one"], expected), "missing")
        self.complains(golden.frozen(["0a one"], ["0b two"]), "0b two")
        with self.assertRaises(RuntimeError):
            golden.lines("false", golden.Run("v2"))


if __name__ == "__main__":
    unittest.main()
