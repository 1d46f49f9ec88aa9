package delivery

import (
	"testing"
	"testing/synctest"
)

func TestAnAllowanceHoldsBackWhatHasNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		room := new(Allowance)
		stop := make(chan struct{})
		if !room.Take(stop, 60, 100) || !room.Take(stop, 40, 100) {
			t.Fatal("there was room")
		}
		taken := make(chan bool, 2)
		go func() { taken <- room.Take(stop, 500, 100) }() // larger than all
		synctest.Wait()
		room.Give(60)
		synctest.Wait()
		if len(taken) > 0 {
			t.Error("what is larger than the limit was taken beside other things")
		}
		room.Give(40)
		synctest.Wait()
		if len(taken) != 1 || !<-taken {
			t.Error("what is larger than the limit was not taken on its own")
		}
		go func() { taken <- room.Take(stop, 1, 100) }()
		synctest.Wait()
		if len(taken) > 0 {
			t.Error("taken without room")
		}
		close(stop)
		if <-taken {
			t.Error("taken after the end")
		}
		room.Give(500)
		if room.used != 0 {
			t.Errorf("%d bytes are in use", room.used)
		}
	})
}
