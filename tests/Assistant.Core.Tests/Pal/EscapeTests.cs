using System.Diagnostics;
using Assistant.Core.Pal;

namespace Assistant.Core.Tests.Pal;

/// <summary>Programs that try to get out, to run for ever or to fill the memory: each must end in an error, soon.</summary>
public sealed class EscapeTests
{
    private static readonly PalLimits Limits = new() { Timeout = TimeSpan.FromSeconds(2), MaxSteps = 1_000_000, MaxAllocatedBytes = 64L << 20 };
    private static readonly PalInterpreter Interpreter = new();

    public static TheoryData<string, string> ReachingOut => new()
    {
        { "import os", "ImportError" },
        { "import sys", "ImportError" },
        { "import os.path as p", "ImportError" },
        { "from subprocess import run", "ImportError" },
        { "import builtins", "ImportError" },
        { "import System", "ImportError" },
        { "import importlib", "ImportError" },
        { "import math as m, os", "SyntaxError" },
        { "from . import x", "SyntaxError" },
        { "from math import os", "ImportError" },
        { "from math import __loader__", "ImportError" },
        { "import math\nmath.__loader__", "AttributeError" },
        { "import math\nmath.__dict__", "AttributeError" },
        { "import statistics\nstatistics.sys", "AttributeError" },
        { "import datetime\ndatetime.sys.modules", "AttributeError" },
        { "import decimal\ndecimal.os", "AttributeError" },
        { "__import__('os')", "NameError" },
        { "__builtins__", "NameError" },
        { "__loader__", "NameError" },
        { "__file__", "NameError" },
        { "open('/etc/passwd').read()", "NameError" },
        { "eval('1')", "NameError" },
        { "exec('x = 1')", "NameError" },
        { "compile('1', 'f', 'eval')", "NameError" },
        { "input()", "NameError" },
        { "globals()['x']", "NameError" },
        { "locals()", "NameError" },
        { "vars()", "NameError" },
        { "dir()", "NameError" },
        { "getattr(1, 'real')", "NameError" },
        { "setattr(int, 'x', 1)", "NameError" },
        { "breakpoint()", "NameError" },
        { "memoryview", "NameError" },
        { "bytes(10)", "NameError" },
        { "print('x', file=open)", "NameError" },
        { "print('x', file=print)", "TypeError" },
        { "().__class__", "AttributeError" },
        { "().__class__.__bases__[0].__subclasses__()", "AttributeError" },
        { "''.__class__.__mro__", "AttributeError" },
        { "(1).__class__", "AttributeError" },
        { "[].__iter__", "AttributeError" },
        { "int.__bases__", "AttributeError" },
        { "int.__subclasses__()", "AttributeError" },
        { "type(1).__mro__", "AttributeError" },
        { "type('X', (), {})", "TypeError" },
        { "type(1).mro()", "AttributeError" },
        { "(lambda: 0).__code__", "AttributeError" },
        { "(lambda: 0).__globals__", "AttributeError" },
        { "print.__self__", "AttributeError" },
        { "def f(): pass\nf.__closure__", "AttributeError" },
        { "def f(): pass\nf.__globals__['x']", "AttributeError" },
        { "def g():\n    yield 1\ng().gi_frame", "AttributeError" },
        { "try:\n    1 / 0\nexcept Exception as e:\n    e.__traceback__.tb_frame", "AttributeError" },
        { "try:\n    1 / 0\nexcept Exception as e:\n    e.__class__", "AttributeError" },
        { "class A:\n    pass\nA().__dict__", "AttributeError" },
        { "class A:\n    pass\nA().__class__", "AttributeError" },
        { "class A:\n    pass\nA.__init__.__globals__", "AttributeError" },
        { "class A:\n    pass\nA.__subclasses__()", "AttributeError" },
        { "class A:\n    def __init__(self): pass\nA().__init__.__globals__", "AttributeError" },
        { "class A(metaclass=type): pass", "SyntaxError" },
        { "class A(type): pass", "TypeError" },
        { "class A(int): pass", "TypeError" },
        { "class A:\n    pass\nA().__class__ = int", "AttributeError" },
        { "int.x = 1", "TypeError" },
        { "str.upper = 1", "TypeError" },
        { "'{0.__class__}'.format(1)", "AttributeError" },
        { "'{0.__class__.__mro__[1].__subclasses__}'.format('')", "AttributeError" },
        { "'{x.__globals__}'.format(x=print)", "AttributeError" },
        { "'{0[__class__]}'.format({})", "KeyError" },
        { "'{0.__init__.__globals__}'.format(print)", "AttributeError" },
        { "f'{().__class__}'", "AttributeError" },
        { "'{a.__dict__}'.format_map({'a': int})", "AttributeError" },
        { "'%(__class__)s' % {}", "KeyError" },
        { "sorted([1], key=lambda v: v.__class__)", "AttributeError" },
        { "super().__init__()", "RuntimeError" },
        { "with open('x') as f: pass", "SyntaxError" },
        { "async def f(): pass", "SyntaxError" },
        { "b'bytes'", "SyntaxError" },
        { "(-8) ** (1 / 3)", "ValueError" },
        { "(1).GetType()", "AttributeError" },
        { "''.Length", "AttributeError" },
        { "[].Items", "AttributeError" },
        { "print.Call", "AttributeError" },
        { "'\\ud800'", "SyntaxError" },
        { "chr(0xD800)", "ValueError" },
    };

    public static TheoryData<string, string> Endless => new()
    {
        { "while True: pass", "TimeoutError" },
        { "while True:\n    try:\n        while True: pass\n    except: pass", "TimeoutError" },
        { "while True:\n    try:\n        1 / 0\n    except Exception: continue", "TimeoutError" },
        { "try:\n    while True: pass\nfinally:\n    while True: pass", "TimeoutError" },
        { "for x in iter(lambda: 0): pass", "TypeError" },
        { "def g():\n    while True: yield 1\nsum(g())", "TimeoutError" },
        { "def g():\n    while True: yield 1\nlist(g())", "TimeoutError" },
        { "x = [1]\nfor v in x: x.append(v)", "TimeoutError" },
        { "sum(range(10 ** 18))", "TimeoutError" },
        { "max(range(10 ** 18))", "TimeoutError" },
        { "list(range(10 ** 12))", "TimeoutError" },
        { "10 ** 20 in (v for v in range(10 ** 19))", "TimeoutError" },
        { "while True: print('x' * 1000)", "Error" },
        { "sorted(range(10 ** 9), key=lambda v: -v)", "TimeoutError" },
        { "[0 for a in range(9999) for b in range(9999) for c in range(9999)]", "TimeoutError" },
        { "f = lambda n: n if n < 2 else f(n - 1) + f(n - 2)\nf(60)", "TimeoutError" },
        { "class A:\n    def __iter__(self): return self\n    def __next__(self): return 1\nlist(A())", "TimeoutError" },
        { "class A:\n    def __getitem__(self, i): return i\nlist(A())", "TimeoutError" },
        { "s = 'a' * 200000\nwhile True: s.count('b')", "Error" },
        { "x = list(range(3000))\nfor i in x:\n    for j in x: i in x", "TimeoutError" },
        { "class A:\n    def __eq__(self, o):\n        while True: pass\nA() in [1]", "TimeoutError" },
        { "pow(3, 10 ** 70000, 10 ** 70000 + 1)", "TimeoutError" },
        { "import math\nwhile True: math.factorial(5000)", "Error" },
        { "x = 3\nwhile True: x = x * x % (10 ** 5000 + 1)", "Error" },
    };

    public static TheoryData<string, string> Bombs => new()
    {
        { "10 ** 10 ** 10", "MemoryError" },
        { "9 ** 9 ** 9 ** 9", "MemoryError" },
        { "1 << 10 ** 12", "MemoryError" },
        { "2 ** (1 << 40)", "MemoryError" },
        { "x = 2\nwhile True: x *= x", "MemoryError" },
        { "x = 2\nwhile True: x = x ** 2", "MemoryError" },
        { "import math\nmath.factorial(10 ** 9)", "MemoryError" },
        { "import math\nmath.comb(10 ** 9, 5 * 10 ** 8)", "MemoryError" },
        { "import math\nmath.perm(10 ** 8)", "MemoryError" },
        { "import math\nmath.lcm(*range(1, 400000))", "Error" },
        { "'x' * 10 ** 10", "MemoryError" },
        { "s = 'x'\nwhile True: s += s", "MemoryError" },
        { "[0] * 10 ** 10", "MemoryError" },
        { "(0,) * 10 ** 10", "MemoryError" },
        { "x = [0]\nwhile True: x += x", "MemoryError" },
        { "x = [0]\nwhile True: x = [x, x] * 1000", "MemoryError" },
        { "x = []\nwhile True: x.append('x' * 1000)", "MemoryError" },
        { "d = {}\ni = 0\nwhile True:\n    d[i] = i\n    i += 1", "Error" },
        { "s = set()\ni = 0\nwhile True:\n    s.add((i, i))\n    i += 1", "Error" },
        { "f'{1:1000000000}'", "MemoryError" },
        { "f'{1.5:.1000000000f}'", "MemoryError" },
        { "format(1, '99999999999999')", "ValueError" },
        { "'%1000000000d' % 1", "MemoryError" },
        { "'%.*f' % (1000000000, 1.5)", "MemoryError" },
        { "'{:1000000000}'.format('x')", "MemoryError" },
        { "'{:{}}'.format('x', 10 ** 9)", "MemoryError" },
        { "'x'.center(10 ** 9)", "MemoryError" },
        { "'x'.zfill(10 ** 9)", "MemoryError" },
        { "'x'.ljust(10 ** 9, '-')", "MemoryError" },
        { "'\\t'.expandtabs(10 ** 9)", "MemoryError" },
        { "('x' * 1000000).replace('x', 'y' * 1000)", "MemoryError" },
        { "('a' * 100000).join(['b'] * 100000)", "MemoryError" },
        { "''.join('x' * 100000 for _ in range(10 ** 6))", "Error" },
        { "'{0}{0}{0}{0}'.format('x' * 10000000)", "MemoryError" },
        { "x = 'x' * 10 ** 6\nprint([x] * 1000)", "MemoryError" },
        { "int('9' * 100000)", "ValueError" },
        { "str(10 ** 5000)", "ValueError" },
        { "print(1 << 200000)", "ValueError" },
        { "from fractions import Fraction\nFraction('1e1000000')", "ValueError" },
        { "from fractions import Fraction\nx = Fraction(3, 7)\nwhile True: x = x ** 2", "MemoryError" },
        { "from decimal import Decimal\nDecimal('1e999999999') + 1", "Overflow" },
        { "from decimal import Decimal\nDecimal(10) ** 999999", "Overflow" },
        { "from decimal import getcontext\ngetcontext().prec = 10 ** 9", "ValueError" },
        { "from decimal import Decimal\nf'{Decimal(1):.1000000000f}'", "MemoryError" },
        { "x = round(1.5, 10 ** 20)\nround(10 ** 30, -10 ** 9)\nx = [x] * 10 ** 9", "MemoryError" },
        { "def f(**kw): return kw\nwhile True: f(**{str(i): 'x' * 1000 for i in range(1000)})", "Error" },
    };

    public static TheoryData<string, string> TooDeep => new()
    {
        { "def f(): return f()\nf()", "RecursionError" },
        { "def f(n): return f(n + 1) + 1\nf(0)", "RecursionError" },
        { "f = lambda: [g() for _ in [1]]\ng = lambda: f()\nf()", "RecursionError" },
        { "x = []\nfor _ in range(100000): x = [x]\nprint(x)", "RecursionError" },
        { "x = []\ny = []\nfor _ in range(100000): x, y = [x], [y]\nx == y", "RecursionError" },
        { "x = ()\nfor _ in range(100000): x = (x,)\n{x: 1}", "RecursionError" },
        { "it = [1]\nfor _ in range(100000): it = map(lambda v: v, it)\nnext(it)", "RecursionError" },
        { "class A:\n    def __repr__(self): return repr(self)\nprint(A())", "RecursionError" },
        { "class A:\n    def __eq__(self, o): return self == o\nA() == A()", "RecursionError" },
        { "class A:\n    def __add__(self, o): return self + o\nA() + 1", "RecursionError" },
        { "def g(n):\n    yield from g(n + 1)\nlist(g(0))", "RecursionError" },
        { "sorted([1, 2], key=(f := lambda v: f(v)))", "RecursionError" },
    };

    [Theory]
    [MemberData(nameof(ReachingOut))]
    [MemberData(nameof(Endless))]
    [MemberData(nameof(Bombs))]
    [MemberData(nameof(TooDeep))]
    public void A_hostile_program_ends_in_an_error_within_the_limits(string program, string error)
    {
        // On a busy machine time must not run out before the depth does.
        var limits = error == "RecursionError" ? Limits with { Timeout = TimeSpan.FromSeconds(20), MaxSteps = 5_000_000 } : Limits;
        var started = Stopwatch.GetTimestamp();

        var result = Interpreter.Run(program, limits);

        Assert.NotNull(result.Error);
        Assert.Contains(error, result.ErrorType!, StringComparison.Ordinal);
        Assert.True(result.Output.Length <= limits.MaxOutputCharacters);
        Assert.True(Stopwatch.GetElapsedTime(started) < limits.Timeout + TimeSpan.FromSeconds(30), $"It took {Stopwatch.GetElapsedTime(started)}.");
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("-")]
    [InlineData("not ")]
    [InlineData("x(")]
    [InlineData("lambda: ")]
    [InlineData("1 if 1 else ")]
    [InlineData("1 ** ")]
    public void Deeply_nested_text_is_an_error_and_no_crash(string piece) =>
        Assert.NotNull(Interpreter.Run(string.Concat(Enumerable.Repeat(piece, 40_000 / piece.Length)), Limits).Error);

    [Theory]
    [InlineData("1 + ")]
    [InlineData("1, ")]
    [InlineData("'a' ")]
    [InlineData("1 < ")]
    [InlineData("True and ")]
    public void Long_flat_text_ends(string piece) => Interpreter.Run(string.Concat(Enumerable.Repeat(piece, 40_000 / piece.Length)) + "1", Limits);

    [Fact]
    public void Cancellation_ends_a_run()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Assert.Throws<OperationCanceledException>(() => Interpreter.Run("while True: pass", PalLimits.Default with { MaxSteps = long.MaxValue / 2, Timeout = TimeSpan.FromMinutes(1) }, source.Token));
    }

    [Fact]
    public void Runs_do_not_see_each_other()
    {
        Interpreter.Run("x = 1\nfrom decimal import getcontext\ngetcontext().prec = 3", Limits);

        Assert.Equal("NameError: name 'x' is not defined", Interpreter.Run("x", Limits).Error);
        Assert.Equal("0.3333333333333333333333333333\n", Interpreter.Run("from decimal import Decimal\nprint(Decimal(1) / 3)", Limits).Output);
    }

    [Fact]
    public void Many_runs_at_once_give_their_own_results() => Parallel.For(0, 64, i =>
        Assert.Equal($"{i * 4950}\n", Interpreter.Run($"print(sum(v * {i} for v in range(100)))", Limits).Output));
}
