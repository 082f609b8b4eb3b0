using System.Text;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal;

/// <summary>
/// Runs programs in a small subset of Python (program-aided language models, Gao et al. 2023, arXiv:2211.10435) within limits: no files, no network,
/// no clock but the date, no imports beyond math, statistics, datetime, fractions and decimal, and no way from a value to the host's objects.
/// Thread-safe: every run has its own state and its own thread, whose stack bounds recursion.
/// </summary>
/// <param name="time">Tells the date and time that <c>date.today()</c> and <c>datetime.now()</c> answer.</param>
public sealed class PalInterpreter(TimeProvider time)
{
    private const int StackBytes = 16 << 20;

    /// <summary>Creates an interpreter on the system's clock.</summary>
    public PalInterpreter()
        : this(TimeProvider.System)
    {
    }

    /// <summary>Runs a program to its end, its first uncaught exception or a limit. Blocks the calling thread meanwhile.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; what was printed is lost.</exception>
    public PalResult Run(string program, PalLimits limits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(limits);
        cancellationToken.ThrowIfCancellationRequested();
        if (program.Length > limits.MaxProgramCharacters)
            return Failed("MemoryError", $"the program has {program.Length} characters; at most {limits.MaxProgramCharacters} are run");

        PalResult? result = null;
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = RunHere(program, limits, cancellationToken);
                }
                catch (Exception e)
                {
                    // Carried over to the calling thread.
                    failure = e;
                }
            },
            StackBytes)
        { IsBackground = true, Name = "pal" };
        thread.Start();
        thread.Join();
        return failure is null ? result! : failure is OperationCanceledException ? throw new OperationCanceledException(cancellationToken) : throw new InvalidOperationException($"The interpreter itself failed: {failure.Message}", failure);
    }

    private PalResult RunHere(string program, PalLimits limits, CancellationToken cancellationToken)
    {
        var meter = new Meter(limits, cancellationToken);
        var machine = new Machine(limits, meter, time);
        try
        {
            var last = machine.Evaluator.RunModule(Parser.Parse(program));
            return Result(machine, last is null or PyNone ? null : machine.Repr(last), null, null);
        }
        catch (PalSyntaxException e)
        {
            var line = $"{e.Type}: {e.Message} (line {e.Line})";
            return Result(machine, null, line, $"{Place(program, "", e.Line)}{line}");
        }
        catch (PalException e)
        {
            var line = machine.Describe(e.Value);
            return Result(machine, null, line, Trace(program, e.Trace) + line);
        }
        catch (PalLimitException e)
        {
            var line = $"{e.Type}: {e.Message}";
            return Result(machine, null, line, Trace(program, e.Trace) + line);
        }
    }

    private static PalResult Result(Machine machine, string? value, string? error, string? traceback) =>
        new(machine.Output.Text, machine.Output.IsTruncated, value, error, traceback, machine.Meter.Steps);

    private static PalResult Failed(string type, string message) => new("", false, null, $"{type}: {message}", $"{type}: {message}", 0);

    private static string Trace(string program, IReadOnlyList<(string Function, int Line)> places)
    {
        var text = new StringBuilder("Traceback (most recent call last):\n");
        foreach (var (function, line) in places.Reverse())
            text.Append(Place(program, function, line));
        return text.ToString();
    }

    private static string Place(string program, string function, int line)
    {
        var source = program.Split('\n').ElementAtOrDefault(line - 1)?.Trim() ?? "";
        var place = $"  line {line}{(function.Length > 0 ? $", in {function}" : "")}\n";
        return source.Length is 0 or > 200 ? place : $"{place}    {source}\n";
    }
}
