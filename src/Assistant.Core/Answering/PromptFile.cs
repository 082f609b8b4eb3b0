using System.Text.RegularExpressions;

namespace Assistant.Core.Answering;

/// <summary>Prompts kept as files beside the code that uses them, with {{names}} to fill in.</summary>
internal static partial class PromptFile
{
    /// <summary>Reads a prompt of a feature's folder; lines end in \n.</summary>
    public static string Read(string feature, string name)
    {
        using var stream = typeof(PromptFile).Assembly.GetManifestResourceStream($"Assistant.Core.{feature}.Prompts.{name}.md")
            ?? throw new InvalidOperationException($"The prompt {feature}/{name} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>Fills the names in, each once: a value that contains {{…}} itself is not filled again.</summary>
    public static string Fill(string text, params (string Name, string Value)[] values) =>
        Name().Replace(text, match => Array.Find(values, value => value.Name == match.Groups[1].Value).Value ?? match.Value);

    [GeneratedRegex(@"\{\{(\w+)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
