using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>Generator functions: statements with a yield in them are run as host iterators, all others as usual.</summary>
internal sealed partial class Evaluator
{
    private sealed class Outcome
    {
        public Completion Completion { get; set; }

        public bool Leaves => Completion is Completion.Break or Completion.Return;
    }

    private IEnumerable<object> RunGenerator(Statement[] body, Frame frame)
    {
        var steps = Yielding(body, frame, new Outcome()).GetEnumerator();
        while (true)
        {
            if (++depth > machine.Limits.MaxDepth)
            {
                depth--;
                throw PyError.Create("RecursionError", "maximum recursion depth exceeded");
            }

            try
            {
                if (!steps.MoveNext())
                    yield break;
            }
            catch (PalException e) when (e.Value.Type.Name == "StopIteration")
            {
                throw PyError.Create("RuntimeError", "generator raised StopIteration");
            }
            catch (PalUnwinding e) when (e.Note(frame.Name, frame.Line))
            {
                throw;
            }
            finally
            {
                depth--;
            }

            yield return steps.Current;
        }
    }

    private IEnumerable<object> Yielding(Statement[] statements, Frame frame, Outcome outcome)
    {
        outcome.Completion = Completion.Normal;
        foreach (var statement in statements)
        {
            if (!statement.Yields)
            {
                outcome.Completion = Execute(statement, frame);
            }
            else
            {
                Enter(statement, frame);
                foreach (var item in Yielding(statement, frame, outcome))
                    yield return item;
            }

            if (outcome.Completion != Completion.Normal)
                yield break;
        }
    }

    private IEnumerable<object> Yielding(Statement statement, Frame frame, Outcome outcome) => statement switch
    {
        ExpressionStatement { Value: YieldExpression yield } => YieldFrom(yield, [], frame),
        AssignStatement { Value: YieldExpression yield } assign => YieldFrom(yield, assign.Targets, frame),
        IfStatement branch => Yielding(machine.IsTrue(Evaluate(branch.Test, frame)) ? branch.Then : branch.Else, frame, outcome),
        WhileStatement loop => YieldingWhile(loop, frame, outcome),
        ForStatement loop => YieldingFor(loop, frame, outcome),
        TryStatement attempt => YieldingTry(attempt, frame, outcome),
        _ => throw new InvalidOperationException($"A {statement.GetType().Name} cannot hold a yield."),
    };

    private IEnumerable<object> YieldFrom(YieldExpression yield, Expression[] targets, Frame frame)
    {
        if (yield.Delegates)
        {
            foreach (var item in machine.Iterate(Evaluate(yield.Value!, frame)))
                yield return item;
        }
        else
        {
            yield return yield.Value is null ? PyNone.Value : Evaluate(yield.Value, frame);
        }

        foreach (var target in targets)
            Assign(target, PyNone.Value, frame);
    }

    private IEnumerable<object> YieldingWhile(WhileStatement loop, Frame frame, Outcome outcome)
    {
        while (machine.IsTrue(Evaluate(loop.Test, frame)))
        {
            foreach (var item in Yielding(loop.Body, frame, outcome))
                yield return item;
            if (outcome.Leaves)
            {
                outcome.Completion = outcome.Completion == Completion.Return ? Completion.Return : Completion.Normal;
                yield break;
            }

            Enter(loop, frame);
        }

        foreach (var item in Yielding(loop.Else, frame, outcome))
            yield return item;
    }

    private IEnumerable<object> YieldingFor(ForStatement loop, Frame frame, Outcome outcome)
    {
        foreach (var value in machine.Iterate(Evaluate(loop.Source, frame)))
        {
            Assign(loop.Target, value, frame);
            foreach (var item in Yielding(loop.Body, frame, outcome))
                yield return item;
            if (outcome.Leaves)
            {
                outcome.Completion = outcome.Completion == Completion.Return ? Completion.Return : Completion.Normal;
                yield break;
            }
        }

        foreach (var item in Yielding(loop.Else, frame, outcome))
            yield return item;
    }

    private IEnumerable<object> YieldingTry(TryStatement attempt, Frame frame, Outcome outcome)
    {
        PalException? pending = null;
        foreach (var item in Guarded(Yielding(attempt.Body, frame, outcome), e => pending = e))
            yield return item;
        if (pending is null && outcome.Completion == Completion.Normal)
        {
            foreach (var item in Guarded(Yielding(attempt.Else, frame, outcome), e => pending = e))
                yield return item;
        }
        else if (pending is { } caught && FindHandler(attempt, caught, frame) is { } handler)
        {
            pending = null;
            BeginHandler(handler, caught, frame);
            foreach (var item in Guarded(Yielding(handler.Body, frame, outcome), e => pending = e))
                yield return item;
            EndHandler(handler, frame);
        }

        if (attempt.Finally.Length > 0)
        {
            var (before, value) = (outcome.Completion, frame.ReturnValue);
            foreach (var item in Yielding(attempt.Finally, frame, outcome))
                yield return item;
            if (outcome.Completion != Completion.Normal)
                yield break;
            (outcome.Completion, frame.ReturnValue) = (before, value);
        }

        if (pending is not null)
            throw pending;
    }

    /// <summary>Passes items on until an exception, which goes to <paramref name="failed"/> (an iterator cannot yield inside a try with a catch).</summary>
    private static IEnumerable<object> Guarded(IEnumerable<object> items, Action<PalException> failed)
    {
        using var steps = items.GetEnumerator();
        while (true)
        {
            try
            {
                if (!steps.MoveNext())
                    yield break;
            }
            catch (PalException e)
            {
                failed(e);
                yield break;
            }

            yield return steps.Current;
        }
    }
}
