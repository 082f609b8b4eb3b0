using System.Globalization;
using Assistant.Core.Pal;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary><c>compute</c>: programs instead of arithmetic in the head (Gao et al. 2022, arXiv:2211.10435).</summary>
internal static class ComputeTool
{
    /// <summary>Its name.</summary>
    public const string Name = "compute";

    private const int LongestOutput = 2_000;

    public static AIFunction Create(PalInterpreter interpreter) => new ToolFunction(
        Name,
        "run a short Python program; what it prints is the observation",
        ["program:string"],
        async (arguments, cancellationToken) =>
        {
            var program = arguments.Text("program");
            // A program computes until its limits; that is not for the thread that streams the answer.
            var result = await Task.Run(() => interpreter.Run(program, PalLimits.Default, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (result.Error is { } error)
                throw new ToolException(error);
            var printed = result.Output.TrimEnd();
            if (printed.Length == 0)
                printed = result.Value ?? throw new ToolException("the program printed nothing; print the result");
            return ToolOutput.Of(printed.Length <= LongestOutput ? printed : string.Create(CultureInfo.InvariantCulture, $"{printed[..LongestOutput]}… ({printed.Length} characters in all)"));
        });
}
