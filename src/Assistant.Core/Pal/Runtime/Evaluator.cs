using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>Walks the syntax tree: this part runs modules and functions, the others statements, expressions, targets and generators.</summary>
internal sealed partial class Evaluator(Machine machine)
{
    private readonly Stack<PalException> handled = new();
    private int depth;

    /// <summary>Runs a program; the value of its last statement when that is an expression.</summary>
    public object? RunModule(Statement[] statements)
    {
        var frame = new Frame("<module>", null);
        try
        {
            object? last = null;
            foreach (var statement in statements)
            {
                last = null;
                if (statement is ExpressionStatement expression)
                {
                    Enter(statement, frame);
                    last = Evaluate(expression.Value, frame);
                }
                else
                {
                    Execute(statement, frame);
                }
            }

            return last;
        }
        catch (PalUnwinding e) when (e.Note(frame.Name, frame.Line))
        {
            throw;
        }
    }

    /// <summary>Calls a function of the program.</summary>
    public object Invoke(PyFunction function, Arguments arguments)
    {
        var code = function.Code;
        var environment = new Environment(code.Scope, function.Closure);
        machine.Meter.Allocate(200);
        var values = function.Parameters.Bind(machine, arguments);
        for (var i = 0; i < values.Length; i++)
        {
            if ((values[i] ?? function.Defaults[i]) is { } value)
                environment.Values[code.Parameters[i].Name] = value;
        }

        var frame = new Frame(code.Name, environment, function);
        if (code.Scope.YieldCount > 0)
            return new PyIterator(PyTypes.Generator, RunGenerator(code.Body, frame));
        if (++depth > machine.Limits.MaxDepth)
        {
            depth--;
            throw PyError.Create("RecursionError", "maximum recursion depth exceeded");
        }

        try
        {
            ExecuteBlock(code.Body, frame);
            return frame.ReturnValue;
        }
        catch (PalUnwinding e) when (e.Note(frame.Name, frame.Line))
        {
            throw;
        }
        finally
        {
            depth--;
        }
    }

    private void Enter(Statement statement, Frame frame)
    {
        frame.Line = statement.Line;
        machine.Meter.Step();
    }

    private PyFunction CreateFunction(FunctionCode code, Frame frame)
    {
        machine.Meter.Allocate(200);
        var defaults = new object?[code.Parameters.Length];
        for (var i = 0; i < defaults.Length; i++)
            defaults[i] = code.Parameters[i].Default is { } value ? Evaluate(value, frame) : null;
        return new PyFunction(code, frame.Environment?.ForClosures, defaults);
    }

    private object Decorate(object value, Expression[] decorators, Frame frame)
    {
        foreach (var decorator in decorators.Reverse())
            value = machine.Call(Evaluate(decorator, frame), value);
        return value;
    }
}
