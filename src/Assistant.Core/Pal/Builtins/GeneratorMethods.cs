using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>The methods of generators; sending values into them is not supported.</summary>
internal static class GeneratorMethods
{
    public static readonly NativeFunction[] All =
    [
        new("close", "self", (_, a) =>
        {
            ((PyIterator)a[0]).Close();
            return PyNone.Value;
        }),
    ];
}
