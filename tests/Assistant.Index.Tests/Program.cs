using System.Globalization;
using Assistant.Index.Tests.Faults;

namespace Assistant.Index.Tests;

/// <summary>The test assembly as a process of its own, which tests kill.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not ["hammer", var folder, var seed])
            return 2;
        await Hammer.RunAsync(folder, int.Parse(seed, CultureInfo.InvariantCulture));
        return 0;
    }
}
