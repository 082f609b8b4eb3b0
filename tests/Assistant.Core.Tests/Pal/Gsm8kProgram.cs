using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Assistant.Core.Tests.Pal;

/// <summary>
/// A worked answer of GSM8K (Cobbe et al. 2021) as a program: each mark <c>&lt;&lt;expression=value&gt;&gt;</c> becomes a step, an operand that is the
/// value of an earlier step becomes that step's variable, and the last step is returned and printed.
/// </summary>
internal sealed partial record Gsm8kProgram(string Text, IReadOnlyList<double> Marked, double? Answer)
{
    /// <summary>Reads one line of the data; null when its answer has no marks.</summary>
    public static Gsm8kProgram? Read(string line)
    {
        var answer = JsonDocument.Parse(line).RootElement.GetProperty("answer").GetString()!;
        var program = new StringBuilder("def solution():\n");
        var marked = new List<double>();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match mark in Mark().Matches(answer))
        {
            var value = Clean(mark.Groups["value"].Value);
            if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                continue;
            var name = $"step_{marked.Count + 1}";
            var expression = Number().Replace(Clean(mark.Groups["expression"].Value), match => variables.GetValueOrDefault(Key(match.Value), Plain(match.Value)));
            program.Append(CultureInfo.InvariantCulture, $"    {name} = {expression}\n    print(f\"{{{name}}}\")\n");
            variables[Key(value)] = name;
            marked.Add(number);
        }

        if (marked.Count == 0)
            return null;
        program.Append(CultureInfo.InvariantCulture, $"    return step_{marked.Count}\n\nprint(\"The answer is\", solution())\n");
        var final = answer[(answer.LastIndexOf("####", StringComparison.Ordinal) + 4)..];
        return new Gsm8kProgram(program.ToString(), marked, double.TryParse(Clean(final), NumberStyles.Float, CultureInfo.InvariantCulture, out var result) ? result : null);
    }

    /// <summary>Whether a run printed every step's marked value, to the two digits that the marks are rounded to.</summary>
    public bool Agrees(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == Marked.Count + 1
            && lines.Zip(Marked).All(pair => IsNear(pair.First, pair.Second))
            && IsNear(lines[^1].Replace("The answer is ", "", StringComparison.Ordinal), Marked[^1]);
    }

    private static bool IsNear(string printed, double marked) =>
        double.TryParse(printed, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value - marked) <= 0.005 + (0.0001 * Math.Abs(marked));

    private static string Clean(string text) => Percent().Replace(
        text.Replace(",", "", StringComparison.Ordinal).Replace("$", "", StringComparison.Ordinal).Replace("x", "*", StringComparison.Ordinal).Replace("×", "*", StringComparison.Ordinal).Replace("÷", "/", StringComparison.Ordinal).Trim(),
        "(${number}/100)");

    private static string Key(string number) => double.Parse(number, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A literal as Python takes it: no zeros in front.</summary>
    private static string Plain(string number) => number.Length > 1 && number[0] == '0' && number[1] != '.' ? number.TrimStart('0').PadLeft(1, '0') : number;

    [GeneratedRegex("<<(?<expression>[^=<>]+)=(?<value>[^<>=]+)>>")]
    private static partial Regex Mark();

    [GeneratedRegex(@"(?<![\w.])(\d+\.?\d*|\.\d+)(?![\w.])")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<number>\d+\.?\d*|\.\d+)%")]
    private static partial Regex Percent();
}
