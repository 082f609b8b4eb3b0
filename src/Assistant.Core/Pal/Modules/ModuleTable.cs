using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>The modules that programs may import.</summary>
internal static class ModuleTable
{
    private static readonly Dictionary<string, PyModule> Modules = new(StringComparer.Ordinal)
    {
        ["datetime"] = DatetimeModule.Module,
        ["decimal"] = DecimalModule.Module,
        ["fractions"] = FractionsModule.Module,
        ["math"] = MathModule.Module,
        ["statistics"] = StatisticsModule.Module,
    };

    public static PyModule Import(string name) => Modules.TryGetValue(name, out var module)
        ? module
        : throw PyError.Create("ImportError", $"no module named '{name}' here; the modules are {string.Join(", ", Modules.Keys.Order(StringComparer.Ordinal))}");

    public static IEnumerable<(string Name, object Member)> ImportFrom(ImportFromStatement import)
    {
        var module = Import(import.Module);
        if (import.Names is [("*", _)])
            return module.Members.Where(member => !member.Key.StartsWith('_')).Select(member => (member.Key, member.Value));
        return import.Names.Select(name => (name.BoundName, module.Members.GetValueOrDefault(name.Name)
            ?? throw PyError.Create("ImportError", $"cannot import name '{name.Name}' from '{import.Module}'")));
    }
}
