using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Assistant.Inference.Catalog;

/// <summary>A repository of the hub and, when only one weights file of it is wanted, that file.</summary>
/// <param name="Organization">Who publishes it.</param>
/// <param name="Name">The repository.</param>
/// <param name="File">Path of a file in it; null for what an encoder or a single GGUF needs.</param>
public sealed partial record HubModel(string Organization, string Name, string? File = null)
{
    /// <summary><c>ORG/NAME</c>.</summary>
    public string Id => $"{Organization}/{Name}";

    /// <summary>Reads <c>ORG/NAME</c> or <c>ORG/NAME:FILE</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out HubModel? model)
    {
        model = null;
        var match = Form().Match(text ?? "");
        if (!match.Success || text!.Contains("..", StringComparison.Ordinal)) return false;
        var file = match.Groups["file"].Success ? match.Groups["file"].Value : null;
        if (file is not null && !HubFile.IsSafe(file)) return false;
        model = new(match.Groups["org"].Value, match.Groups["name"].Value, file);
        return true;
    }

    [GeneratedRegex(@"\A(?<org>[A-Za-z0-9][A-Za-z0-9._-]{0,95})/(?<name>[A-Za-z0-9][A-Za-z0-9._-]{0,95})(:(?<file>.+))?\z")]
    private static partial Regex Form();
}
