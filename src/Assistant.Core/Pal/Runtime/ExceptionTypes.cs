using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>The exception types of the language and their order.</summary>
internal static class ExceptionTypes
{
    private static readonly Dictionary<string, PyType> Types = Build();

    public static IReadOnlyDictionary<string, PyType> All => Types;

    public static PyType Get(string name) => Types[name];

    private static Dictionary<string, PyType> Build()
    {
        var types = new Dictionary<string, PyType>(StringComparer.Ordinal) { ["BaseException"] = PyTypes.BaseException };
        Add("BaseException", "Exception", "KeyboardInterrupt", "SystemExit", "GeneratorExit");
        Add("Exception", "ArithmeticError", "AssertionError", "AttributeError", "EOFError", "ImportError", "LookupError", "MemoryError", "NameError", "OSError", "RuntimeError", "StopIteration", "SyntaxError", "TypeError", "ValueError");
        Add("ArithmeticError", "FloatingPointError", "OverflowError", "ZeroDivisionError");
        Add("LookupError", "IndexError", "KeyError");
        Add("ImportError", "ModuleNotFoundError");
        Add("NameError", "UnboundLocalError");
        Add("RuntimeError", "NotImplementedError", "RecursionError");
        Add("ValueError", "UnicodeError");
        Add("OSError", "TimeoutError", "FileNotFoundError", "PermissionError");
        return types;

        void Add(string parent, params string[] names)
        {
            foreach (var name in names)
                types[name] = new PyType(name, types[parent]);
        }
    }
}
